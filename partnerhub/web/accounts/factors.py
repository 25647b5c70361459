"""Passkeys: taking one off, and renaming it, lead back to the list of one's own factors."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import EditWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext

from partnerhub.terms.texts import mark

LAST_ONE = mark("This is your only second factor, and you need one. Set up another one first.")
HERE = reverse_lazy("mfa_index")


class RemovePasskey(RemoveWebAuthnView):
    """Takes a passkey off, unless it is the last factor of somebody who needs one."""

    success_url = HERE

    def form_valid(self, form: Any) -> HttpResponse:
        """Take it off, or say why not."""
        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, gettext(LAST_ONE))
            return redirect("mfa_index")
        answer: HttpResponse = super().form_valid(form)
        return answer


remove_passkey = RemovePasskey.as_view()
rename_passkey = EditWebAuthnView.as_view(success_url=HERE)
