"""Each tenant's table shows and takes only rows of the companies in scope: the policy, and its being everywhere.

The setting says "" (nobody's), "2" or "2,5" (these companies'), or "*" (all: `scope.everywhere`). A session that was
told nothing meets no row. FORCE, because the role that owns the tables is the one that serves.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.apps import AppConfig, apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from xiwei.shared.scope import TenantManager

SETTING = "xiwei.companies"
POLICY = "company_scope"

_SAID = f"current_setting('{SETTING}', true)"
# The list is read once a statement (a sub-select without outside references), and a row costs one comparison; "*" is
# asked only of rows outside the list. IS NOT NULL, because the planner takes it to hold for nearly every row; of the
# plain condition it believes that one row in two hundred passes, and joins accordingly (docs/decisions/row-security.md).
MAY = (
    f"CASE WHEN company_id = ANY ((SELECT string_to_array(nullif({_SAID}, '*'), ',')::bigint[])::bigint[]) THEN 1 "
    f"WHEN {_SAID} = '*' THEN 1 END IS NOT NULL"
)

_STANDING = f"""
    SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity
        AND coalesce(obj_description(p.oid, 'pg_policy'), '') = %s
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'company_id' AND NOT a.attisdropped
    LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = '{POLICY}'
    WHERE c.relkind IN ('r', 'p') AND pg_table_is_visible(c.oid) AND c.relname = ANY (%s)
"""  # noqa: S608  (our own names)


def tenants(of: Iterable[type[models.Model]] | None = None) -> list[type[models.Model]]:
    """The models whose rows are some company's: those read through the scope."""
    found = apps.get_models() if of is None else of
    return [model for model in found if isinstance(model._default_manager, TenantManager)]


def keep(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After `migrate`: give this app's tables the policy where they lack it. Does nothing on SQLite, or a second time."""
    if connections[using].vendor == "postgresql":
        guard({model._meta.db_table for model in tenants(sender.get_models())}, using=using)


def guard(tables: Collection[str], *, using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Put the policy on those of these tables that stand and lack it, or bear an older one; returns their names."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute(_STANDING, [MAY, list(tables)])
        lacking = [table for table, is_kept in cursor.fetchall() if not is_kept]
        for table in lacking:
            for statement in _statements(connection.ops.quote_name(table)):
                cursor.execute(statement)
    return lacking


def _statements(table: str) -> list[str]:
    """The comment says what the policy was made of: PostgreSQL itself keeps it in words of its own."""
    comment = MAY.replace("'", "''")
    return [
        f"DROP POLICY IF EXISTS {POLICY} ON {table}",
        f"CREATE POLICY {POLICY} ON {table} USING ({MAY}) WITH CHECK ({MAY})",
        f"COMMENT ON POLICY {POLICY} ON {table} IS '{comment}'",
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
    ]


def is_idle(connection: BaseDatabaseWrapper) -> bool:
    """Whether our own role stands above all policies (a superuser, or BYPASSRLS), so that they guard nothing."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])
