"""What follows the first factor at sign-in."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from partnerhub.tenancy.signin.proofs import provider_vouches


class SecondFactorStage(AuthenticateStage):
    """Asks for a second factor, unless the person's own organization has asked for two already."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if provider_vouches(request, self.login.user):
            return False
        return bool(super()._should_handle(request))
