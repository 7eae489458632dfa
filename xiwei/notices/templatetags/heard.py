"""{{ message.title|heard }}: a message in the reader's tongue."""

from django import template

from xiwei.notices.heard import heard

register = template.Library()
register.filter("heard", heard)
