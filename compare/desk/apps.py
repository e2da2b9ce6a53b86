from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in


class DeskConfig(AdminConfig):
    default_site = "compare.desk.site.StaffSite"

    def ready(self) -> None:
        super().ready()
        from django_otp.plugins.otp_static.models import StaticDevice
        from django_otp.plugins.otp_totp.models import TOTPDevice
        from procrastinate.contrib.django.models import ProcrastinateJob

        from compare.desk.sign_in import limit_session

        user_logged_in.connect(limit_session)
        # Their lists would show everybody's keys and codes, and what workers have in hand, to whoever may look.
        admin.site.unregister([StaticDevice, TOTPDevice, ProcrastinateJob])
