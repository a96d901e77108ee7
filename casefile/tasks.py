"""Celery's door to the ground's own work: a task takes an item's number and calls one service."""

from __future__ import annotations

from celery import shared_task

from casefile import outbox


@shared_task
def send_item(item_id: int) -> None:
    outbox.send_item(item_id)
