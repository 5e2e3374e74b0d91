package juju

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
)

// logFilter chooses lines of the log, and how they are printed.
type logFilter struct {
	include, exclude, includeModule, excludeModule listValue
	level                                          string
	lines, limit                                   uint
	replay                                         bool
	layout                                         string
}

var logLevels = []string{"TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}

func debugLogCommand(in *invocation) (func() error, error) {
	in.ofModel()
	var f logFilter
	for _, names := range []struct {
		list  *listValue
		short string
		long  string
		usage string
	}{
		{&f.include, "i", "include", "only lines of these units"}, {&f.exclude, "x", "exclude", "no lines of these units"},
		{&f.includeModule, "", "include-module", "only lines of these modules"}, {&f.excludeModule, "", "exclude-module", "no lines of these modules"},
	} {
		in.flags.Var(names.list, names.long, names.usage)
		if names.short != "" {
			in.flags.Var(names.list, names.short, "")
		}
	}
	in.flags.StringVar(&f.level, "l", "", "the least level")
	in.flags.StringVar(&f.level, "level", "", "")
	in.flags.UintVar(&f.lines, "n", 10, "how many of the last lines")
	in.flags.UintVar(&f.lines, "lines", 10, "")
	in.flags.UintVar(&f.limit, "limit", 0, "")
	in.flags.BoolVar(&f.replay, "replay", false, "all lines")
	tail, noTail := in.flags.Bool("tail", false, ""), in.flags.Bool("no-tail", false, "")
	date, ms := in.flags.Bool("date", false, "print dates"), in.flags.Bool("ms", false, "print milliseconds")
	retry, delay := in.flags.Bool("retry", false, ""), in.flags.Duration("retry-delay", time.Second, "")
	in.noDifference("utc", "location")
	refuseFlags, refuseValues := in.absentFlags("color"), in.absentValues("include-label", "exclude-label", "include-labels", "exclude-labels")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	asked := f.level
	f.level = strings.ToUpper(f.level)
	switch level := slices.Index(logLevels, f.level); {
	case f.level != "" && (level < 0 || f.level == "CRITICAL"):
		return nil, fmt.Errorf("level value %q is not one of %q, %q, %q, %q, %q", asked, "TRACE", "DEBUG", "INFO", "WARNING", "ERROR")
	case *tail && *noTail:
		return nil, errors.New("setting --tail and --no-tail not valid")
	case *noTail && *retry:
		return nil, errors.New("setting --no-tail and --retry not valid")
	case *delay < 0:
		return nil, errors.New("negative retry delay not valid")
	case *tail:
		return nil, absent("option --tail of juju debug-log")
	}
	f.layout = time.TimeOnly
	if *date {
		f.layout = time.DateTime
	}
	if *ms {
		f.layout += ".000"
	}
	return func() error {
		lines := in.model.logLines(&f)
		most := f.lines
		if f.limit > 0 {
			most = f.limit
		}
		if !f.replay && uint(len(lines)) > most {
			lines = lines[uint(len(lines))-most:]
		}
		for _, line := range lines {
			in.printf("%s\n", line)
		}
		return nil
	}, errors.Join(none(args), refuseFlags(), refuseValues())
}

// logLines is the log of the model, as far back as its timeline reaches.
func (m *Model) logLines(f *logFilter) []string {
	log := &m.world.log
	var lines []string
	for i := range log.entries {
		e := log.at(i)
		if e.model != m || e.hook == nil {
			continue
		}
		add := func(level, module, message string) {
			if !f.wants(e.unit, level, module) {
				return
			}
			for _, line := range strings.Split(message, "\n") {
				lines = append(lines, fmt.Sprintf("unit-%s: %s %s %s %s", strings.ReplaceAll(e.unit, "/", "-"), e.at.UTC().Format(f.layout), level, module, line))
			}
		}
		for _, line := range e.journal.JujuLog {
			add(line.Level, "unit."+e.unit+".juju-log", line.Message)
		}
		const operation, via = "juju.worker.uniter.operation", "(via hook dispatching script: dispatch)"
		name := fmt.Sprintf("%q hook", e.hook.Name)
		if e.hook.Kind == call.KindAction {
			name = fmt.Sprintf("action %q", e.hook.Action)
		}
		if e.failure == "" {
			add("INFO", operation, "ran "+name+" "+via)
			continue
		}
		add("WARNING", "unit."+e.unit+"."+e.hook.Name+e.hook.Action, e.failure)
		add("ERROR", operation, fmt.Sprintf("hook %q", e.hook.Name+e.hook.Action)+" "+via+" failed: exit status 1")
	}
	return lines
}

// wants reports whether a line is chosen.
func (f *logFilter) wants(unit, level, module string) bool {
	if slices.Index(logLevels, level) < slices.Index(logLevels, f.level) {
		return false
	}
	of := func(entity string) bool { return matchesEntity(entity, unit) }
	under := func(name string) bool { return module == name || strings.HasPrefix(module, name+".") }
	switch {
	case len(f.include) > 0 && !slices.ContainsFunc(f.include, of), slices.ContainsFunc(f.exclude, of):
		return false
	case len(f.includeModule) > 0 && !slices.ContainsFunc(f.includeModule, under), slices.ContainsFunc(f.excludeModule, under):
		return false
	}
	return true
}

// matchesEntity reports whether what is included or excluded is about a unit: by its name, its tag, its application or a pattern of its tag.
func matchesEntity(entity, unit string) bool {
	tag := "unit-" + strings.ReplaceAll(unit, "/", "-")
	app, _, _ := strings.Cut(unit, "/")
	switch entity {
	case unit, tag, app, "application-" + app:
		return true
	}
	return strings.Contains(entity, "*") && matchesWord(entity, tag)
}
