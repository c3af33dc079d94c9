"""The error tree: each class says once what it means to HTTP (`status`) and to the shell (`exit_code`)."""


class ErmineError(Exception):
    """Something a user can understand and act on; `remedy` says what to do next."""

    status = 500
    exit_code = 1

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    @property
    def title(self) -> str:
        """The first sentence of the class's docstring: the same for every error of the class."""
        return (type(self).__doc__ or type(self).__name__).strip().splitlines()[0]

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}" if self.remedy else self.message


class InputRefused(ErmineError):
    """What was handed in breaks a rule; the message names the file, the column, the rule and the count."""

    status, exit_code = 422, 2


class NotFound(ErmineError):
    """There is nothing by that name, or it is outside what you may see."""

    status, exit_code = 404, 4


class Conflict(ErmineError):
    """The state has changed or does not allow this; look again before you repeat it."""

    status, exit_code = 409, 5


class Denied(ErmineError):
    """You are signed in, but this is not for your role."""

    status, exit_code = 403, 6


class NotSignedIn(ErmineError):
    """A valid key or session is needed."""

    status, exit_code = 401, 6


class Unavailable(ErmineError):
    """A part that is needed does not answer or has no room; nothing was changed."""

    status, exit_code = 503, 7


class FileRefused(InputRefused):
    """A file cannot be read as the table that it should hold; nothing was changed."""


class MissingFile(FileRefused):
    """A file that is needed is not there."""


class MissingColumn(FileRefused):
    """A column that is needed is not in the file."""


class EmptyFile(FileRefused):
    """The file holds nothing to read."""


class NotATable(FileRefused):
    """The file is not a CSV or Parquet table."""


class NotUtf8(FileRefused):
    """The file is not UTF-8 text."""


class RowsRefused(InputRefused):
    """Rows break their contract, and the import was told to stop at the first such file."""


class MappingRefused(InputRefused):
    """The mapping file of a snapshot breaks a rule."""


class PolicyRefused(InputRefused):
    """A policy file breaks a rule; no default is taken in its place."""


class OrgRefused(InputRefused):
    """The units do not form a tree."""


class LakeEmpty(NotFound):
    """Nothing has been imported into this home yet."""


class LakeOutdated(Conflict):
    """The lake was written under another version of the contracts."""


class LakeDamaged(Unavailable):
    """A file of the lake is gone or is no longer the table that was written."""


class DiskFull(Unavailable):
    """There is no room on the disk for what was to be written; nothing was changed."""
