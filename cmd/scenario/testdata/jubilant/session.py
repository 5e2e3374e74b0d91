"""A session of jubilant, unmodified, on a simulated model: the juju on PATH is the one that scenario juju-shim wrote."""

import jubilant
import pytest


def workload(status, unit):
    app = unit.split("/")[0]
    current = status.apps[app].units[unit].workload_status
    return current.current, current.message


def test_session():
    juju = jubilant.Juju(wait_timeout=30)
    juju.deploy("database", num_units=2)
    juju.deploy("webserver", "site", num_units=2)
    status = juju.wait(lambda status: jubilant.all_agents_idle(status, "database", "site"), delay=0.01)
    assert workload(status, "site/0")[0] == "blocked"
    assert [name for name, unit in status.apps["database"].units.items() if unit.leader] == ["database/0"]

    juju.integrate("site", "database")
    status = juju.wait(lambda status: jubilant.all_active(status, "database", "site"), error=jubilant.any_error, delay=0.01)
    assert workload(status, "site/1") == ("active", "serving http")
    assert status.apps["site"].relations["database"][0].related_app == "database"

    # The credential of the charm is there, its content for the admin alone to see.
    [credential] = juju.secrets()
    assert (credential.label, credential.owner, credential.revision) == ("credentials", "database", 1)
    assert juju.show_secret(credential.uri, reveal=True).content["username"] == "admin"
    task = juju.run("database/0", "get-password")
    assert task.status == "completed" and task.return_code == 0
    assert juju.show_secret(credential.uri, reveal=True).content["password"] in task.results.values()

    # A user's secret: added, set in the configuration, granted.
    uri = juju.add_secret("certificate", {"certificate": "c one", "private-key": "k one"}, info="for the site")
    juju.config("site", {"certificate": uri})
    status = juju.wait(lambda status: jubilant.all_blocked(status, "site"), delay=0.01)
    assert workload(status, "site/0")[1].startswith("grant the certificate's secret")
    assert juju.config("site")["certificate"] == uri
    juju.grant_secret("certificate", "site")
    juju.config("site", reset="certificate")  # the charm is told of no grant: set it anew
    juju.config("site", {"certificate": uri})
    status = juju.wait(lambda status: jubilant.all_active(status, "site"), delay=0.01)
    assert workload(status, "site/0") == ("active", "serving https")

    shown = juju.show_secret("certificate", reveal=True, revision=1)
    assert shown.content == {"certificate": "c one", "private-key": "k one"}
    assert (shown.name, shown.description, shown.owner) == ("certificate", "for the site", "<model>")

    juju.update_secret("certificate", {"certificate": "c two", "private-key": "k two"}, name="tls")
    juju.wait(lambda status: jubilant.all_active(status, "site"), delay=0.01)
    shown = juju.show_secret("tls", revisions=True)
    assert shown.revision == 2 and [revision.revision for revision in shown.revisions] == [1, 2]
    assert [access.target for access in shown.access] == ["application-site"]
    juju.remove_secret("tls", revision=1)
    assert [revision.revision for revision in juju.show_secret("tls", revisions=True).revisions] == [2]

    juju.cli("revoke-secret", "tls", "site")  # jubilant has no method for it
    juju.config("site", reset="certificate")
    juju.remove_secret("tls")
    with pytest.raises(jubilant.CLIError) as refused:
        juju.show_secret("tls")
    assert 'ERROR secret "tls" not found' in refused.value.stderr
    status = juju.wait(lambda status: jubilant.all_active(status, "site"), delay=0.01)
    assert workload(status, "site/1") == ("active", "serving http")

    juju.add_unit("site", num_units=1)
    status = juju.wait(lambda status: jubilant.all_active(status, "site"), delay=0.01)
    assert sorted(status.apps["site"].units) == ["site/0", "site/1", "site/2"]
    juju.remove_relation("site", "database")
    juju.wait(lambda status: jubilant.all_blocked(status, "site"), delay=0.01)
    juju.remove_application("site", "database")
    status = juju.wait(lambda status: not status.apps, delay=0.01)
    assert juju.secrets() == []


def test_temporary_model():
    with jubilant.temp_model() as juju:
        juju.deploy("database")
        juju.deploy("webserver")
        juju.integrate("webserver", "database")
        status = juju.wait(jubilant.all_active, delay=0.01)
        assert status.model.name == juju.model
        name = juju.model
    models = jubilant.Juju().cli("models", "--format=json", include_model=False)
    assert name not in models
