"""The errors that reach a user as a sentence. Anything else that is raised is a bug."""

from __future__ import annotations

from pathlib import Path


class FacetError(Exception):
    """What happened and what was kept (`message`), and what to do about it (`hint`)."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders whole; by default Python would call the class with `args`."""
        return _rebuilt, (type(self), self.args), self.__dict__


class ImageUnreadable(FacetError):
    """A file that should be a picture can't be read as one."""

    def __init__(self, path: Path | str, reason: str, *, hint: str = "") -> None:
        super().__init__(f"{path}: {reason}.", hint=hint)
        self.path = Path(path)
        self.reason = reason


class ModelRefused(FacetError):
    """A model file is not run because `field` of its card is missing or disagrees with the network.

    `field` is "file" where the file itself is none that runs: whoever has it need not have made it.
    """

    def __init__(self, path: Path | str, field: str, reason: str) -> None:
        if field == "file":
            message = f"{path}: the model is refused: {reason}."
            hint = (
                "Get the file again from where it came, or choose another one. "
                "A model that you trained is written again by `facet-train export`."
            )
        else:
            message = f"{path}: the model is refused, {field}: {reason}."
            hint = "Export it again with facet-train export."
        super().__init__(message, hint=hint)
        self.path = Path(path)
        self.field = field
        self.reason = reason


class ModelMissing(FacetError):
    """No model for a task is at hand."""

    def __init__(self, task: str, *, hint: str = "") -> None:
        super().__init__(
            f"There is no model for '{task}'.",
            hint=hint or "`facet doctor` lists the models at hand and where they are looked for.",
        )
        self.task = task


class ProviderUnavailable(FacetError):
    """The execution provider that was asked for by name can't run here."""

    def __init__(self, asked: str, reason: str) -> None:
        super().__init__(
            f"The provider '{asked}' can't be used: {reason}.",
            hint="Choose 'auto' or 'cpu', or see `facet doctor`.",
        )
        self.asked = asked
        self.reason = reason


class SourceUnavailable(FacetError):
    """A camera, file, folder or stream can't be opened.

    `permanent`: trying again changes nothing until the user does something: a wrong password, say.
    """

    def __init__(self, source: Path | str, reason: str, *, hint: str = "", permanent: bool = False) -> None:
        super().__init__(f"{source}: {reason}.", hint=hint)
        self.source = str(source)
        self.reason = reason
        self.permanent = permanent


class SourceLost(SourceUnavailable):
    """A source that worked has died: an unplugged camera, a stream that ended or froze."""


class DataUnusable(FacetError):
    """A data set can't be used as it stands."""

    def __init__(self, path: Path | str, reason: str, *, hint: str = "") -> None:
        super().__init__(f"{path}: {reason}.", hint=hint)
        self.path = Path(path)
        self.reason = reason


def _rebuilt(kind: type[FacetError], args: tuple[object, ...]) -> FacetError:
    error = kind.__new__(kind)
    error.args = args
    return error
