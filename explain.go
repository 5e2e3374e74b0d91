package scenario

import (
	"fmt"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// explainer says why Juju refused a call, in the words of the State that the test gave, and what to do.
type explainer struct {
	*setup
	hook  *call.Hook
	state *State        // as the run left it
	trace []call.Record // what the charm did before
}

// explain returns "" when Juju's own text says all there is to say. It never tells content of a secret.
func (x *explainer) explain(refused call.Record) string {
	switch refused.Error.Code {
	case call.ErrNotLeader:
		return x.notLeader(refused.Call)
	case call.ErrSecretNotFound:
		return x.secretNotFound(refused.Call)
	case call.ErrRevisionNotFound:
		return x.revisionNotFound(refused.Call)
	case call.ErrPermissionDenied:
		if get, ok := refused.Call.(*call.RelationGet); ok {
			return x.databagDenied(get)
		}
		return x.secretDenied(refused.Call)
	case call.ErrLabelExists:
		return x.labelTaken(refused.Call)
	case call.ErrGrant:
		return x.grantRefused(refused.Call)
	case call.ErrRotateTime:
		return x.rotatesAlready(refused.Call)
	case call.ErrNotValid:
		return x.wrongKey(refused.Call)
	case call.ErrRelationNotFound:
		return "State has " + describeRelations(x.state.Relations)
	case call.ErrSettingsNotFound:
		return x.noSettings(refused.Call)
	}
	return x.explainRest(refused)
}

// explainRest explains what needs nothing of State.
func (x *explainer) explainRest(refused call.Record) string {
	switch refused.Error.Code {
	case call.ErrNotAction:
		return fmt.Sprintf("the hook is %s, and only an action has parameters, results and a log of its own", describeHook(x.hook))
	case call.ErrNotSupported:
		return fmt.Sprintf("Juju %s (Context.JujuVersion) has no %s", x.version, refused.Call.Tool())
	case call.ErrContent:
		return `a value under "<key>#base64" in State is not base64`
	case call.ErrStateTooLarge:
		return "all of the unit's stored state together is too large: keep less, or in a file of the workload"
	}
	return ""
}

// notLeader explains what only the leader may do.
func (x *explainer) notLeader(c call.Call) string {
	if x.state.Leader {
		return ""
	}
	does := "does this"
	switch c.(type) {
	case *call.SecretAdd:
		does = "adds secrets of the application (a unit can add its own: Unit().AddSecret)"
	case *call.SecretSet, *call.SecretGrant, *call.SecretRevoke, *call.SecretRemove:
		does = "changes secrets of the application"
	case *call.RelationSet:
		does = "writes the application's databag"
	case *call.LeaderSet:
		does = "writes the leader settings"
	case *call.StatusSet:
		does = "sets the application's status"
	case *call.StatusGet:
		does = "reads the application's status"
	}
	return fmt.Sprintf("%s, and only the leader %s: ask IsLeader first", x.following(), does)
}

// following says that the unit is not the leader.
func (x *explainer) following() string {
	return x.unitName + " is not the leader (State.Leader is false)"
}

// listOf joins what there is; "none" when there is nothing.
func listOf(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
