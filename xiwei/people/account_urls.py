"""The doors of the account library that we open. Those for e-mail, sign-up and password mails stay shut."""

from allauth.account import views as account
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from xiwei.people.views import doors
from xiwei.people.views.proving import proof_demanded, prove

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("login/code/", account.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("login/code/again/", doors.code_again, name="code_again"),
    path("login/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("login/demo/<int:pk>/", doors.demo_door, name="demo_door"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("reauthenticate/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("prove/", prove, name="prove"),
    path("phone/change/", proof_demanded(account.change_phone), name="account_change_phone"),
    path("phone/verify/", account.verify_phone, name="account_verify_phone"),
    path("passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    # Where the library goes after a passkey was added: the same list under its other name.
    path("passkeys/", passkeys.list_webauthn, name="mfa_index"),
    path("passkeys/new/", proof_demanded(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]
