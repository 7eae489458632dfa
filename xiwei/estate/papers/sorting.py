"""Into which drawer a file belongs, by the words of its name and folders; the keeper sees it and puts it right."""

from xiwei.estate.papers import kinds
from xiwei.estate.papers.kinds import Kind
from xiwei.estate.papers.nouns import Subject

IN_NAME = 100  # a word of the file's own name counts before any of its folders'


def kind_of(path: str) -> Kind | None:
    """The kind whose longest word stands in the name, else in the folders; None where no word is known.

    3栋/竣工图/给排水竣工图.dwg is 给排水竣工图; 合同/电梯维保合同2024.pdf is 维保和外包合同.
    """
    name = path.rpartition("/")[2]
    scores = {
        one.code: max((len(word) + IN_NAME * (word in name) for word in one.words if word in path), default=0)
        for one in kinds.kinds().values()
    }
    best = max(scores, key=lambda code: scores[code])
    return kinds.kind(best) if scores[best] else None


def settled(kind: Kind, near: list[Subject]) -> Subject | None:
    """The nearest thing that this kind can belong to: a drawing found at a room is its building's."""
    return next((one for one in near if one.noun in kind.of), None)
