"""The form in which somebody gives their address."""

from typing import Any

from django import forms

from digest.addresses import NoAddress, normalised

BAIT = "topic"


class AddressField(forms.Field):
    """One email address, which comes out normalised."""

    def to_python(self, value: Any) -> str:
        try:
            return normalised(value or "")
        except NoAddress as fault:
            raise forms.ValidationError(str(fault)) from fault


class SignUpForm(forms.Form):
    """An address. Beside it stands a field that no person sees, and that programs fill in."""

    address = AddressField()

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.data.get(BAIT))
