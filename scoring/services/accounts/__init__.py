"""Accounts: roles in seasons, codes by mail, second factors, passkeys, devices."""
