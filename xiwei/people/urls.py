"""Addresses of this app, by subject. Those of signing in are in account_urls."""

from django.urls import URLPattern, URLResolver, path

from xiwei.people.views import (
    consents,
    corrections,
    guides,
    homes,
    importing,
    invitations,
    known,
    looks,
    me,
    retention,
    roles,
    rooms,
    rosters,
    staff,
    transfers,
    wishes,
)

Addresses = list[URLPattern | URLResolver]

own: Addresses = [
    path("me/", me.me, name="me"),
    path("me/picture/", me.me_picture, name="me_picture"),
    path("me/look/", me.me_look, name="me_look"),
    path("language/", me.choose_language, name="choose_language"),
    path("me/password/", me.me_password, name="me_password"),
    path("me/sessions/", me.me_sessions, name="me_sessions"),
    path("me/face/", me.choose_face, name="choose_face"),
    path("faces/<int:pk>/", me.face, name="face"),
]
invited: Addresses = [
    path("invite/", invitations.invite, name="invite"),
    path("invite/<int:pk>/", invitations.invitation_sheet, name="invitation_sheet"),
    path("invite/<int:pk>/withdraw/", invitations.invitation_withdraw, name="invitation_withdraw"),
    path("i/<str:code>/", invitations.invitation, name="invitation"),
    path("i/<str:code>/code/", invitations.invitation_code, name="invitation_code"),
    path("i/<str:code>/accept/", invitations.invitation_accept, name="invitation_accept"),
    path("i/<str:code>/decline/", invitations.invitation_decline, name="invitation_decline"),
]

colleagues: Addresses = [
    path("staff/", staff.staff, name="staff"),
    path("staff/new/", staff.staff_new, name="staff_new"),
    path("staff/<int:pk>/", staff.staff_member, name="staff_member"),
    path("staff/<int:pk>/posts/", staff.post_add, name="post_add"),
    path("staff/<int:pk>/certificates/", staff.credential_add, name="credential_add"),
    path("staff/<int:pk>/leaving/", staff.staff_leaving, name="staff_leaving"),
    path("posts/<int:pk>/end/", staff.post_end, name="post_end"),
]
says: Addresses = [
    path("roles/", roles.roles, name="roles"),
    path("roles/<int:pk>/", roles.role, name="role"),
    path("roles/<int:pk>/copy/", roles.role_copy, name="role_copy"),
    path("roles/<int:pk>/retire/", roles.role_retire, name="role_retire"),
    path("roles/<int:pk>/try/", roles.role_try, name="role_try"),
    path("roles/try/off/", roles.try_off, name="try_off"),
]
first_day: Addresses = [
    path("projects/<int:pk>/guide/", guides.guide, name="guide"),
    path("projects/<int:pk>/guide/aside/", guides.guide_aside, name="guide_aside"),
    path("projects/<int:pk>/guide/<int:number>/", guides.guide_step, name="guide_step"),
]
rostered: Addresses = [
    path("projects/<int:pk>/roster/", rosters.roster, name="roster"),
    path("projects/<int:pk>/roster/make/", rosters.roster_make, name="roster_make"),
    path("projects/<int:pk>/roster/copy/", rosters.roster_copy, name="roster_copy"),
    path("projects/<int:pk>/shifts/", rosters.shift_add, name="shift_add"),
    path("shifts/<int:pk>/", rosters.shift, name="shift"),
    path("shifts/<int:pk>/officer/", rosters.shift_officer, name="shift_officer"),
    path("shifts/<int:pk>/drop/", rosters.shift_drop, name="shift_drop"),
    path("leave/", rosters.leave, name="leave"),
    path("leave/<int:pk>/", rosters.leave_answer, name="leave_answer"),
    path("leave/<int:pk>/withdraw/", rosters.leave_withdraw, name="leave_withdraw"),
]
lived_in: Addresses = [
    path("projects/<int:pk>/households/", homes.households, name="households"),
    path("rooms/<int:pk>/people/", rooms.room_people, name="room_people"),
    path("tenures/<int:pk>/correct/", corrections.tenure_correct, name="tenure_correct"),
    path("tenures/<int:pk>/relation/", rooms.tenure_change, name="tenure_change"),
    path("tenures/<int:pk>/contact/", rooms.tenure_contact, name="tenure_contact"),
    path("tenures/<int:pk>/end/", rooms.tenure_end, name="tenure_end"),
    path("people/<int:pk>/call/", homes.call, name="call"),
]
looked_at: Addresses = [
    path("projects/<int:pk>/looks/", looks.looks, name="looks"),
    path("projects/<int:pk>/looks/<str:kind>/", looks.look_bound, name="look_bound"),
    path("looks/<int:pk>/", looks.oddity, name="oddity"),
]
agreed: Addresses = [
    path("me/consents/", consents.my_consents, name="my_consents"),
    path("me/consents/<int:pk>/", consents.consent_answer, name="consent_answer"),
    path("company/consents/", consents.consent_texts, name="consent_texts"),
    path("company/consents/<slug:code>/", consents.consent_publish, name="consent_publish"),
]
kept: Addresses = [
    path("me/known/", known.me_known, name="me_known"),
    path("me/known/correct/", known.correction, name="correction"),
    path("me/known/erase/", known.erasure, name="erasure"),
    path("me/known/json/", known.known_json, name="known_json"),
    path("me/known/pdf/", known.known_pdf, name="known_pdf"),
    path("me/known/<slug:code>/", known.known_part, name="known_part"),
    path("me/wishes/<int:pk>/withdraw/", known.wish_withdraw, name="wish_withdraw"),
    path("people/<int:pk>/known/", known.known_of, name="known_of"),
    path("people/<int:pk>/known/pdf/", known.known_of_pdf, name="known_of_pdf"),
    path("people/<int:pk>/consents/", known.consent_record, name="consent_record"),
    path("projects/<int:pk>/wishes/", wishes.data_wishes, name="data_wishes"),
    path("wishes/<int:pk>/", wishes.wish, name="wish"),
    path("company/keeping/", retention.keeping, name="keeping"),
    path("company/keeping/hold/", retention.hold, name="hold"),
    path("company/keeping/hold/<int:pk>/lift/", retention.hold_lift, name="hold_lift"),
    path("company/keeping/<str:code>/", retention.keeping_set, name="keeping_set"),
]
changing_hands: Addresses = [
    path("projects/<int:pk>/transfers/", transfers.transfers, name="transfers"),
    path("rooms/<int:pk>/history/", transfers.room_history, name="room_history"),
    path("rooms/<int:pk>/transfer/", transfers.transfer_new, name="transfer_new"),
    path("transfers/<int:pk>/", transfers.transfer, name="transfer"),
    path("transfers/<int:pk>/cancel/", transfers.transfer_cancel, name="transfer_cancel"),
    path("transfers/<int:pk>/undo/", transfers.transfer_undo, name="transfer_undo"),
    path("transfers/<int:pk>/papers/", transfers.paper_bring, name="paper_bring"),
    path("transfers/<int:pk>/papers/<int:paper>/", transfers.paper_number, name="paper_number"),
    path("papers/<int:pk>/", transfers.paper_scan, name="paper_scan"),
]
brought_in: Addresses = [
    path("projects/<int:pk>/import/", importing.import_, name="import"),
    path("projects/<int:pk>/import/template/", importing.import_template, name="import_template"),
    path("projects/<int:pk>/import/<int:number>/", importing.import_sheet, name="import_sheet"),
    path("projects/<int:pk>/import/<int:number>/progress/", importing.import_progress, name="import_progress"),
    path("projects/<int:pk>/import/<int:number>/start/", importing.import_start, name="import_start"),
    path("projects/<int:pk>/import/<int:number>/go-on/", importing.import_go_on, name="import_go_on"),
    path("projects/<int:pk>/import/<int:number>/drop/", importing.import_drop, name="import_drop"),
    path("projects/<int:pk>/import/<int:number>/refused/", importing.import_refused, name="import_refused"),
    path("projects/<int:pk>/households/export/", importing.households_export, name="households_export"),
]

urlpatterns: Addresses = [
    *(
        *own,
        *invited,
        *colleagues,
        *says,
        *first_day,
        *rostered,
        *lived_in,
        *changing_hands,
        *looked_at,
        *agreed,
        *kept,
        *brought_in,
    )
]
