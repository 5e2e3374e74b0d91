package unit

import (
	"fmt"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// logCall answers the calls of this file.
func (a *Agent) logCall(c call.Call) *call.Error {
	switch c := c.(type) {
	case *call.JujuLog:
		return a.jujuLog(c)
	}
	return unknownTool(c)
}

// jujuLog writes a line with the level as Juju's logger prints it; in a relation hook the line
// begins with the relation.
func (a *Agent) jujuLog(c *call.JujuLog) *call.Error {
	level, ok := logLevel(c.Level)
	if !ok {
		a.Journal.JujuLog = append(a.Journal.JujuLog, LogLine{"WARNING", fmt.Sprintf("Specified log level of %q is not valid", c.Level)})
	}
	if level == "UNSPECIFIED" {
		return nil // below every level that the log shows
	}
	message := c.Message
	if a.hook.Relation != "" {
		message = a.hook.Relation + ": " + message
	}
	a.Journal.JujuLog = append(a.Journal.JujuLog, LogLine{level, message})
	return nil
}

// logLevel returns the level's own name, INFO for one that Juju does not know.
func logLevel(level string) (name string, ok bool) {
	switch name = strings.ToUpper(level); name {
	case "":
		return "INFO", true
	case "TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", "UNSPECIFIED":
		return name, true
	case "WARN":
		return "WARNING", true
	}
	return "INFO", false
}
