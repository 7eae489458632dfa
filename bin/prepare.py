#!/usr/bin/env python
"""Make the database ready to be served: run by `make run`, and by hand after each upgrade. Safe to run again.

Compiles the English catalogue, brings the tables up to date,
loads what is every company's (roles, the nation's holidays), and fills an empty demo.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def main() -> None:
    """Say each step before it is done, for the first takes a while."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from xiwei.estate.models import Company
    from xiwei.shared.rowsecurity import policies

    call_command("messages", compile=True)
    print("更新数据库……", flush=True)
    call_command("migrate", verbosity=0)
    if policies.is_idle(connection):
        print("注意：数据库用户是超级用户或有 BYPASSRLS，按公司的行级安全对它不起作用。请换一个普通用户。", flush=True)
    call_command("createcachetable", verbosity=0)
    print("载入角色和国家节假日……", flush=True)
    call_command("load_roles", verbosity=0)
    call_command("load_holidays", verbosity=0)
    if settings.DEMO and not Company.objects.exists():
        print("数据库是空的，正在建立演示小区（约一分钟）……", flush=True)
        call_command("seed_demo")


if __name__ == "__main__":
    main()
