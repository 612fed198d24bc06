"""Prints every exercise as `practice/session.js` takes it, with what can be chosen, as JSON."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from app.practice.library import load_library
from app.practice.steps import ChooseStep, Step


def told(step: Step, lengths: int) -> dict[str, object]:
    choose = step if isinstance(step, ChooseStep) else None
    return {
        "id": step.id,
        "kind": step.kind,
        "seconds": [step.seconds(at) for at in range(lengths)],
        "lengths": step.lengths,
        "when": step.when and {"step": step.when.step, "is": step.when.is_},
        "forEach": choose and choose.for_each,
        "values": [option.value for option in choose.options] if choose else [],
        "several": bool(choose and choose.several),
    }


if __name__ == "__main__":
    exercises = [
        {
            "id": each.id,
            "slug": slug,
            "version": each.version,
            "lengths": each.lengths,
            "asksAfter": each.asks_after,
            "group": each.group,
            "carrying": each.carrying,
            "rests": each.rests,
            "company": each.company,
            "steps": [told(step, len(each.lengths)) for step in each.steps],
        }
        for slug, each in load_library().exercises.items()
    ]
    print(json.dumps(exercises))
