"""Django's PostgreSQL, telling the server whose rows may be met whenever that has changed since it was last told.

The scope belongs to the thread, the setting to the session at the server. Compared before each statement, they cannot
drift apart: a connection kept for the next request, taken from a pool, or opened anew is told before it answers.
"""

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg.pq import ExecStatus, TransactionStatus

from xiwei.shared import scope
from xiwei.shared.rowsecurity.policies import SETTING

# Neither a set of companies nor None: what the server holds is not known.
UNKNOWN = object()


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection, and what its server was last told."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._told: object = UNKNOWN
        self.execute_wrappers.append(self._tell_before)

    def _tell_before(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        companies = scope.current()
        if self._told is not companies and self._told != companies:
            self._tell(companies)
        return execute(sql, params, many, context)

    def _tell(self, companies: frozenset[int] | None) -> None:
        """One short statement more, at a change of scope: two or three a page, where it has some fifteen."""
        # DANGER: after an error a transaction takes nothing but its ROLLBACK, and a scope that closes on the way out
        # must not be told then. Whatever else is sent is refused by the server.
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return
        # Unknown until it is done: an interruption may come on either side of the server's answer.
        self._told = UNKNOWN
        # Straight by libpq, at a third of a cursor's price; what is said holds digits, commas and "*" alone.
        with self.wrap_database_errors:
            answer = self.connection.pgconn.exec_(f"SET {SETTING} = '{scope.said(companies)}'".encode())
            if answer.status != ExecStatus.COMMAND_OK:
                raise OperationalError(f"the server was not told the scope: {answer.get_error_message()}")
        self._told = companies

    # DANGER: what was told within a transaction or a savepoint is taken back with it, to what it was before.

    def _rollback(self) -> None:
        self._told = UNKNOWN
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._told = UNKNOWN

    def _commit(self) -> None:
        """A commit that the server refuses (a deferred constraint) is a rollback."""
        try:
            super()._commit()  # type: ignore[misc]
        except BaseException:
            self._told = UNKNOWN
            raise

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._told = UNKNOWN
        return super().get_new_connection(conn_params)
