"""Forms of the learning app."""

from django import forms
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User

from academy_learning.models import Payment


class SignupForm(UserCreationForm):
    """Registration with an e-mail address, which is the user name too."""

    username = forms.EmailField(label="E-mail address", max_length=150)

    class Meta:
        model = User
        fields = ["username"]

    def save(self, commit: bool = True) -> User:
        """Create the user, reachable under the address."""
        self.instance.email = self.cleaned_data["username"]
        return super().save(commit=commit)


class PasswordResetRequestForm(forms.Form):
    """Asks for the address of an account."""

    email = forms.EmailField(label="E-mail address", max_length=150)


class PaymentForm(forms.ModelForm):
    """Announces a bank transfer."""

    class Meta:
        model = Payment
        fields = ["reference"]
