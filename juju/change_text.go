package juju

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/internal/controller"
)

// ownerUser is the owner of a user's secret in an Entry and a Change.
const ownerUser = controller.OwnerUser

// String is the change in words, on one line, such as `databag of db/0 in database:3, user: "web" -> "admin"`. Of long values it
// shows the beginning and the length.
func (c Change) String() string {
	switch c.What {
	case ChangedStatus:
		return "status of " + c.whose() + ": " + arrow(onOneLine(c.Old), onOneLine(c.New))
	case ChangedVersion:
		return "workload version of " + c.whose() + ": " + arrow(quoted(c.Old), quoted(c.New))
	case ChangedSettings:
		return fmt.Sprintf("leader settings of %s, %s: %s", c.whose(), onOneLine(c.Key), arrow(quoted(c.Old), quoted(c.New)))
	case ChangedStored:
		return fmt.Sprintf("stored state of %s, %s: %s", c.whose(), onOneLine(c.Key), arrow(c.Old, c.New))
	case ChangedDatabag:
		return fmt.Sprintf("databag of %s in %s, %s: %s", c.whose(), c.Relation, onOneLine(c.Key), arrow(quoted(c.Old), quoted(c.New)))
	}
	return "secret " + secretName(c.Owner, c.Label, c.Secret) + ": " + c.ofSecret()
}

func (c Change) whose() string {
	if c.Unit != "" {
		return c.Unit
	}
	return c.App
}

// ofSecret says what became of a secret.
func (c Change) ofSecret() string {
	switch c.What {
	case ChangedSecretAdded:
		return "added"
	case ChangedSecretRemoved:
		return "removed"
	case ChangedLabel:
		return "label " + arrow(quoted(c.Old), quoted(c.New))
	case ChangedDescription:
		return "description " + arrow(quoted(c.Old), quoted(c.New))
	case ChangedRotation:
		return "rotation " + arrow(c.Old, c.New)
	case ChangedExpiry:
		return "expiry " + arrow(c.Old, c.New)
	case ChangedRevision:
		return fmt.Sprintf("revision %d added (%s)", c.Revision, c.New)
	case ChangedRevisionRemoved:
		return fmt.Sprintf("revision %d removed", c.Revision)
	case ChangedGranted:
		if c.Relation != "" {
			return fmt.Sprintf("granted to %s over %s", shortRemote(c.New), c.Relation)
		}
		return "granted to " + shortRemote(c.New)
	case ChangedRevoked:
		return "revoked from " + shortRemote(c.Old)
	case ChangedTracking:
		if c.Old != "" {
			return fmt.Sprintf("%s goes from revision %s to %s", c.Unit, c.Old, c.New)
		}
		return fmt.Sprintf("%s tracks revision %s", c.Unit, c.New)
	case ChangedConsumerLabel:
		return c.Unit + " labels it " + arrow(quoted(c.Old), quoted(c.New))
	}
	return fmt.Sprintf("%s %s", c.What, arrow(quoted(c.Old), quoted(c.New)))
}

// arrow shows from what to what; what was not there before, or is not there any more, is empty.
func arrow(before, now string) string {
	switch {
	case before == "":
		return now
	case now == "":
		return before + " -> none"
	}
	return before + " -> " + now
}

// longest is how much of a value shows.
const longest = 100

// quoted shows a value in quotes, or its beginning and its length; nothing stays nothing.
func quoted(value string) string {
	if value == "" {
		return ""
	}
	if len(value) <= longest {
		return strconv.Quote(value)
	}
	cut := longest
	for cut > 0 && value[cut]&0xc0 == 0x80 { // within a character
		cut--
	}
	return fmt.Sprintf("%s... (%s)", strconv.Quote(value[:cut]), size(value))
}

// changeLines are changes in words. What a secret was made with stands in one line with its making, and a status that changed
// twice in one.
func changeLines(changes []Change) []string {
	var lines []string
	for i := 0; i < len(changes); i++ {
		c := changes[i]
		line, with := c.String(), " with "
		for c.What == ChangedSecretAdded && i+1 < len(changes) && changes[i+1].completes(c) {
			if i++; !changes[i].repeats(c) {
				line += with + strings.Replace(changes[i].ofSecret(), " added (", " (", 1)
				with = ", "
			}
		}
		for c.What == ChangedStatus && i+1 < len(changes) && changes[i+1].continues(changes[i]) {
			i++
			line += " -> " + onOneLine(changes[i].New)
		}
		lines = append(lines, line)
	}
	return lines
}

// continues reports whether a change goes on where another one ended.
func (c Change) continues(before Change) bool {
	return c.What == before.What && c.Unit == before.Unit && c.App == before.App && c.Old == before.New
}

// completes reports whether a change says what a secret was made with.
func (c Change) completes(made Change) bool {
	if c.Secret != made.Secret {
		return false
	}
	switch c.What {
	case ChangedLabel, ChangedDescription, ChangedRotation, ChangedExpiry, ChangedRevision:
		return true
	}
	return false
}

// repeats reports whether the change of a new secret says no more than its name does.
func (c Change) repeats(made Change) bool {
	return c.What == ChangedLabel && c.Old == "" && c.New == made.Label && strings.TrimSpace(c.New) != ""
}
