"""Why a file is not opened; `files` turns each into a sentence for the person who sent it."""


class Doubt(Exception):
    """The file is not handed to the reader."""


class Broken(Doubt):
    """It begins as a workbook and does not go on as one."""


class Foreign(Doubt):
    """A zip or compound file of another kind: a document, slides, a mail."""


class Locked(Doubt):
    """A password is needed to open it."""


class TooBig(Doubt):
    """Unpacked it passes what may be held, or it is packed as only a bomb is."""
