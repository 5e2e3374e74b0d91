"""The work of BenchmarkPeers and BenchmarkSize, done with ops.testing: microseconds a run, the best of five rounds.

    python3 -m venv venv && venv/bin/pip install 'ops[testing]==3.9.0' && venv/bin/python bench.py
"""

import timeit

import ops
from ops import testing

METADATA = {"name": "web", "requires": {"db": {"interface": "sql"}}}
read = ""  # what a charm read last


class Works(ops.CharmBase):
    def __init__(self, framework):
        super().__init__(framework)
        framework.observe(self.on.update_status, self.work)


class SetsStatus(Works):
    def work(self, event):
        self.unit.status = ops.ActiveStatus("ready")


class ReadsSecret(Works):
    def work(self, event):
        global read
        read = self.model.get_secret(label="credentials").get_content()["password"]


class WritesDatabag(Works):
    def work(self, event):
        self.model.get_relation("db", 1).data[self.unit]["key"] = "value"


def four():
    return {"one": "1", "two": "2", "three": "3", "four": "4"}


def large(n):
    return testing.State(
        leader=True,
        relations=[
            testing.Relation("db", id=i + 1, remote_app_name=f"app{i}", local_unit_data=four(), remote_units_data={0: four()})
            for i in range(n)
        ],
        secrets=[testing.Secret(four(), owner="app", label=f"label{i}") for i in range(n)],
    )


def works():
    content = {"password": "secret", "username": "admin"}
    yield "Status", SetsStatus, testing.State(leader=True)
    yield "SecretByLabel", ReadsSecret, testing.State(secrets=[testing.Secret(content, owner="unit", label="credentials")])
    relation = testing.Relation("db", id=1, remote_app_name="postgresql", local_unit_data={"host": "web"})
    yield "Databag", WritesDatabag, testing.State(relations=[relation])
    for n in (1, 10, 100, 1000):
        yield f"Size/{n}", SetsStatus, large(n)


for name, charm, state in works():
    context = testing.Context(charm, meta=METADATA)

    def run():
        return context.run(context.on.update_status(), state)

    out = run()  # the work is done, and to the same end
    if name in ("Status", "Size/1"):
        assert out.unit_status == testing.ActiveStatus("ready")
    if name == "SecretByLabel":
        assert read == "secret"
    if name == "Databag":
        assert dict(next(iter(out.relations)).local_unit_data)["key"] == "value"
    times = 3 if name == "Size/1000" else 50
    best = min(timeit.repeat(run, number=times, repeat=5)) / times
    print(f"{name:15} {best * 1e6:10.0f} us")
