"""Run one command inside the venv: `python -m infra COMMAND`, which is what build.py does.

Errors of this package and of AWS become one line and a hint; anything else is a fault and keeps its traceback.
"""

import sys
from argparse import Namespace
from collections.abc import Callable
from typing import Final

from infra.commandline import parse
from infra.errors import Foreign, InfraError
from infra.progress import refuse, say


def main() -> int:
    """Run the command of this process's command line and return its exit status."""
    from botocore.exceptions import BotoCoreError, ClientError

    arguments = parse(sys.argv[1:])
    try:
        return _COMMANDS[arguments.command](arguments)
    except InfraError as error:
        refuse(error)
    except (BotoCoreError, ClientError) as error:
        refuse(Foreign(f"AWS: {error}", "check credentials and region, then try again"))
    except KeyboardInterrupt:
        say()
        return 130
    return 1


def _up(arguments: Namespace) -> int:
    from infra import local

    return local.up(detach=arguments.detach, fresh=arguments.fresh)


def _down(_arguments: Namespace) -> int:
    from infra import local

    return local.down()


def _site(arguments: Namespace) -> int:
    from infra import environment, local, route

    if arguments.route:
        return route.run(environment.ROOT / "portal.toml", *arguments.route)
    return local.site(arguments.out)


def _deploy(arguments: Namespace) -> int:
    from infra import deploy, environment

    return deploy.run(environment.load(arguments.environment), plan_only=arguments.plan)


def _destroy(arguments: Namespace) -> int:
    from infra import destroy, environment

    return destroy.run(environment.load(arguments.environment))


def _doctor(arguments: Namespace) -> int:
    from infra import doctor, environment, local

    name = arguments.environment
    return doctor.run(local.environment() if name == environment.LOCAL else environment.load(name))


def _test(arguments: Namespace) -> int:
    from infra import testing

    return testing.run(arguments.layer, arguments.words)


def _check(_arguments: Namespace) -> int:
    from infra import testing

    return testing.check()


def _bench(arguments: Namespace) -> int:
    from infra import bench, recall

    return recall.run() if arguments.part == "lint" else bench.run()


def _story(_arguments: Namespace) -> int:
    from infra import story

    return story.run()


_COMMANDS: Final[dict[str, Callable[[Namespace], int]]] = {
    "up": _up,
    "down": _down,
    "site": _site,
    "test": _test,
    "check": _check,
    "bench": _bench,
    "story": _story,
    "deploy": _deploy,
    "destroy": _destroy,
    "doctor": _doctor,
}

if __name__ == "__main__":
    sys.exit(main())
