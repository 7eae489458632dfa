"""The search index of documents: which words find one."""

from xiwei.estate import spoken
from xiwei.estate.models import Document
from xiwei.shared.search import EITHER, Index

INDEX = Index("estate_document_words")


def words_of(document: Document, filename: str = "", text: str = "") -> str:
    """Name, number, note, what it belongs to, its kind, the file's name, and the words inside."""
    parts = [
        document.name,
        document.number,
        document.note,
        document.of_label,
        *spoken.dashed(document.of_label),
        document.sort.title,
        document.sort.drawer.title,
        document.shelf,
        filename,
        text,
    ]
    return " ".join(part for part in parts if part)


def asked_of(words: str) -> str:
    """What somebody typed as the index has it: a door also as 1-1-501."""
    return " ".join(
        EITHER.join({word: None, doors[0]: None}) if (doors := spoken.dashed(word)) else word for word in words.split()
    )
