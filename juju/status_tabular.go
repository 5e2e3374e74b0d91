package juju

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/tabular"
)

// tabular is the status as a person reads it: one table a section.
func (v *view) tabular() string {
	cloud, region := v.model.cloud()
	var table tabular.Table
	table.Row("Model", "Controller", "Cloud/Region", "Version", "SLA", "Timestamp")
	table.Row(v.model.Name, controllerName, cloud+"/"+region, v.JujuVersion, "unsupported", v.timestamp())
	var out strings.Builder
	out.WriteString(table.String())
	for _, section := range []string{v.saasTable(), v.applicationTable(), v.unitTable(), v.machineTable(), v.offerTable(), v.relationTable()} {
		if section != "" {
			out.WriteString("\n" + section)
		}
	}
	return out.String()
}

// longestMessage is how long a message may be in a table.
const longestMessage = 120

// short cuts a text that is longer than so many bytes.
func short(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return text[:most-len("...")] + "..."
}

func (v *view) saasTable() string {
	if len(v.SAAS) == 0 {
		return ""
	}
	var table tabular.Table
	table.Row("SAAS", "Status", "Store", "URL")
	for _, name := range natural(v.SAAS) {
		s := v.SAAS[name]
		table.Row(name, string(s.Status.Name), controllerName, s.URL)
	}
	return table.String()
}

func (v *view) applicationTable() string {
	if len(v.Applications) == 0 {
		return ""
	}
	kubernetes := v.model.Type == call.ModelKubernetes
	var table tabular.Table
	table.AlignRight(3, 6)
	header := []string{"App", "Version", "Status", "Scale", "Charm", "Channel", "Rev", "Address", "Exposed", "Message"}
	widest := 30
	if !kubernetes {
		header, widest = slices.Delete(header, 7, 8), 15
	}
	table.Row(header...)
	for _, name := range natural(v.Applications) {
		app := v.Applications[name]
		version, _, _ := strings.Cut(app.WorkloadVersion, "\n")
		exposed := "no"
		if app.Exposed {
			exposed = "yes"
		}
		row := []string{
			name, short(version, widest), string(app.Status.Name), v.applicationScale(app), app.CharmName, "", strconv.Itoa(app.CharmRevision),
			app.Address, exposed, short(app.Status.Message, longestMessage),
		}
		if !kubernetes {
			row = slices.Delete(row, 7, 8)
		}
		table.Row(row...)
	}
	return table.String()
}

func (v *view) unitTable() string {
	kubernetes := v.model.Type == call.ModelKubernetes
	var table tabular.Table
	if kubernetes {
		table.Row("Unit", "Workload", "Agent", "Address", "Ports", "Message")
	} else {
		table.Row("Unit", "Workload", "Agent", "Machine", "Public address", "Ports", "Message")
	}
	units := make(map[string]unitDocument)
	for app, s := range v.Applications {
		for name, u := range s.Units {
			if u.Principal == "" {
				units[name] = v.unit(app, name, u)
			}
		}
	}
	if len(units) == 0 {
		return ""
	}
	show := func(name string, u unitDocument) {
		message := u.Workload.Message
		if u.Agent.Current == "allocating" && message == "" {
			message = u.Agent.Message
		}
		if doing := agentDoing(u.Agent); doing != "" {
			message = fmt.Sprintf("(%s) %s", doing, message)
		}
		if u.Leader {
			name += "*"
		}
		if kubernetes {
			table.Row(name, u.Workload.Current, u.Agent.Current, u.Address, "", short(message, longestMessage))
		} else {
			table.Row(name, u.Workload.Current, u.Agent.Current, u.Machine, u.PublicAddress, "", short(message, longestMessage))
		}
	}
	for _, name := range natural(units) {
		show(name, units[name])
		for _, subordinate := range natural(units[name].Subordinates) {
			show("  "+subordinate, units[name].Subordinates[subordinate])
		}
	}
	return table.String()
}

// agentDoing is the hook or action that an agent says it runs. Hooks about something, such as a relation or a secret, do not show.
func agentDoing(agent sinceSection) string {
	if agent.Current != "executing" {
		return ""
	}
	if action, ok := strings.CutPrefix(agent.Message, "running action "); ok {
		return action
	}
	name, about, ok := strings.Cut(strings.TrimPrefix(agent.Message, "running "), " hook")
	if !ok || about != "" {
		return ""
	}
	switch kind := call.Kind(name); kind {
	case call.KindInstall, call.KindStart, call.KindConfigChanged, call.KindUpgradeCharm, call.KindLeaderElected, call.KindLeaderSettingsChanged,
		call.KindUpdateStatus, call.KindStop, call.KindRemove:
		return name
	}
	return ""
}

func (v *view) machineTable() string {
	if len(v.Machines) == 0 {
		return ""
	}
	var table tabular.Table
	table.Row("Machine", "State", "Address", "Inst id", "Base", "AZ", "Message")
	for _, name := range natural(v.Machines) {
		m := v.Machines[name]
		table.Row(name, string(m.Agent.Name), m.Address, m.InstanceID, strings.TrimSuffix(m.Base, "/stable"), "", short(m.Instance.Message, longestMessage))
	}
	return table.String()
}

func (v *view) offerTable() string {
	if len(v.Offers) == 0 {
		return ""
	}
	var table tabular.Table
	table.Row("Offer", "Application", "Charm", "Rev", "Connected", "Endpoint", "Interface", "Role")
	for _, name := range natural(v.Offers) {
		offer := v.Offers[name]
		app := v.model.Status().Applications[offer.Application]
		cells := []string{name, offer.Application, app.CharmName, strconv.Itoa(app.CharmRevision), fmt.Sprintf("%d/%d", offer.Connected, offer.Total)}
		endpoints := v.model.endpointsOfOffer(name)
		for _, endpoint := range natural(endpoints) {
			e := endpoints[endpoint]
			table.Row(append(slices.Clone(cells), endpoint, e.Interface, e.Role)...)
			cells = make([]string, len(cells))
		}
	}
	return table.String()
}

func (v *view) relationTable() string {
	if len(v.Relations) == 0 || !v.relations {
		return ""
	}
	type line struct {
		provider, requirer string
		relation           RelationStatus
	}
	var lines []line
	for _, r := range v.Relations {
		requirer, provider := r.Endpoints[0], r.Endpoints[len(r.Endpoints)-1]
		lines = append(lines, line{provider.Application + ":" + provider.Name, requirer.Application + ":" + requirer.Name, r})
	}
	slices.SortStableFunc(lines, func(a, b line) int {
		return cmp.Or(strings.Compare(a.provider, b.provider), strings.Compare(a.requirer, b.requirer))
	})
	var table tabular.Table
	table.Row("Integration provider", "Requirer", "Interface", "Type", "Message")
	for _, l := range lines {
		kind := "regular"
		switch {
		case l.relation.Scope == "container":
			kind = "subordinate"
		case len(l.relation.Endpoints) == 1:
			kind = "peer"
		}
		cells := []string{l.provider, l.requirer, l.relation.Interface, kind}
		if l.relation.Status != "joined" {
			cells = append(cells, l.relation.Status)
		}
		table.Filled(cells...)
	}
	return table.String()
}
