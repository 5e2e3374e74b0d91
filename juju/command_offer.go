package juju

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/tabular"
)

func offerCommand(in *invocation) (func() error, error) {
	controller := in.ofController()
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		return nil, errors.New("an offer must at least specify application endpoint")
	}
	name := ""
	if len(args) > 1 {
		name = args[1]
	}
	return func() error { return in.offer(*controller, args[0], name) }, none(args[min(len(args), 2):])
}

// offer offers endpoints, given as [<model>.]<application>:<endpoint>[,...].
func (in *invocation) offer(controller, endpoints, name string) error {
	if !strings.Contains(endpoints, ":") {
		return errors.New(`endpoints must conform to format "<application-name>:<endpoint-name>[,...]" `)
	}
	m := in.model
	if in.client.unselected() && !strings.Contains(endpoints, ".") {
		return errors.New("no current model, use juju switch to select a model on which to operate")
	}
	app, list, _ := strings.Cut(endpoints, ":")
	if model, rest, ok := strings.Cut(app, "."); ok {
		var err error
		if m, err = in.client.find(model); err != nil {
			return err
		}
		app = rest
	}
	if _, err := in.client.find(controller + ":"); controller != "" && err != nil {
		return err
	}
	switch {
	case !call.IsAppName(app):
		return fmt.Errorf("application name %q not valid", app)
	case list == "":
		return fmt.Errorf(`specify endpoints for %v" `, app)
	}
	url, err := m.Offer(app+":"+list, name)
	if err != nil {
		return withoutCode(err)
	}
	in.infof("Application %q endpoints [%s] available at %q", app, strings.Join(strings.Split(list, ","), ", "), url)
	return nil
}

// offerItem is an offer as offers prints it.
type offerItem struct {
	Application string                      `json:"application" yaml:"application"`
	Store       string                      `json:"store,omitempty" yaml:"store,omitempty"`
	Charm       string                      `json:"charm,omitempty" yaml:"charm,omitempty"`
	URL         string                      `json:"offer-url" yaml:"offer-url"`
	Endpoints   map[string]endpointDocument `json:"endpoints" yaml:"endpoints"`
	Connections []connectionItem            `json:"connections,omitempty" yaml:"connections,omitempty"`
	Users       map[string]offerAccess      `json:"users,omitempty" yaml:"users,omitempty"`
}

type connectionItem struct {
	SourceModel string           `json:"source-model-uuid" yaml:"source-model-uuid"`
	User        string           `json:"username" yaml:"username"`
	Relation    int              `json:"relation-id" yaml:"relation-id"`
	Endpoint    string           `json:"endpoint" yaml:"endpoint"`
	Status      connectionStatus `json:"status" yaml:"status"`
}

type connectionStatus struct {
	Current string `json:"current" yaml:"current"`
}

type offerAccess struct {
	DisplayName string `json:"display-name,omitempty" yaml:"display-name,omitempty"`
	Access      string `json:"access" yaml:"access"`
}

// connectionsOf lists the relations over an offer, by number.
func (o *offer) connectionsOf() []*end {
	var list []*end
	for _, e := range o.app.ends {
		if e.offering && slices.Contains(o.endpoints, e.endpoint.Name) {
			list = append(list, e)
		}
	}
	return list
}

func (o *offer) item() offerItem {
	item := offerItem{
		Application: o.app.name, Store: controllerName, Charm: charmURL(o.app.charm.metadata.Name, o.app.charm.charm.Revision), URL: o.url(),
		Endpoints: o.described(),
		Users:     map[string]offerAccess{userName: {DisplayName: userName, Access: "admin"}, "everyone@external": {Access: "read"}},
	}
	for _, e := range o.connectionsOf() {
		item.Connections = append(item.Connections, connectionItem{
			SourceModel: e.other().app.model.UUID, User: userName, Relation: e.number, Endpoint: e.endpoint.Name, Status: connectionStatus{e.relation.shownStatus()},
		})
	}
	return item
}

func offersCommand(in *invocation) (func() error, error) {
	in.ofModel()
	app := in.flags.String("application", "", "only offers of this application")
	wanted := in.flags.String("interface", "", "only offers of this interface")
	active := in.flags.Bool("active-only", false, "only offers that are in use")
	consumer := in.flags.String("allowed-consumer", "", "only offers that this user may consume")
	connected := in.flags.String("connected-user", "", "only offers that this user is connected to")
	in.prints("tabular", "json", "summary", "yaml")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	name, err := atMostOne(args)
	return func() error {
		items := make(map[string]offerItem)
		for _, o := range in.model.offers {
			item := o.item()
			has := slices.ContainsFunc(o.endpoints, func(name string) bool { return item.Endpoints[name].Interface == *wanted })
			_, known := item.Users[*consumer]
			switch {
			case name != "" && name != o.name, *app != "" && *app != o.app.name, *wanted != "" && !has:
			case *active && len(item.Connections) == 0, *consumer != "" && !known:
			case *connected != "" && (*connected != userName || len(item.Connections) == 0):
			default:
				items[o.name] = item
			}
		}
		return in.write(items, func() string {
			if in.format == "summary" {
				return offerSummary(items)
			}
			return connectionTable(items)
		})
	}, err
}

// connectionTable lists the relations over offers.
func connectionTable(items map[string]offerItem) string {
	var table tabular.Table
	table.Row("Offer", "User", "Relation ID", "Status", "Endpoint", "Interface", "Role", "Ingress subnets")
	for _, name := range natural(items) {
		item := items[name]
		if len(item.Connections) == 0 {
			table.Row(name, "-", "", "", "", "", "", "")
		}
		for i, c := range item.Connections {
			if i > 0 {
				name = ""
			}
			e := item.Endpoints[c.Endpoint]
			table.Row(name, c.User, strconv.Itoa(c.Relation), c.Status.Current, c.Endpoint, e.Interface, e.Role, "")
		}
	}
	return table.String()
}

// offerSummary lists the endpoints on offer.
func offerSummary(items map[string]offerItem) string {
	var table tabular.Table
	table.Row("Offer", "Application", "Charm", "Connected", "Store", "URL", "Endpoint", "Interface", "Role")
	for _, name := range natural(items) {
		item := items[name]
		joined := 0
		for _, c := range item.Connections {
			if c.Status.Current == "joined" {
				joined++
			}
		}
		cells := []string{name, item.Application, item.Charm, fmt.Sprintf("%d/%d", joined, len(item.Connections)), item.Store, item.URL}
		for _, endpoint := range natural(item.Endpoints) {
			e := item.Endpoints[endpoint]
			table.Row(append(slices.Clone(cells), endpoint, e.Interface, e.Role)...)
			cells = make([]string, len(cells))
		}
	}
	return table.String()
}

func removeOfferCommand(in *invocation) (func() error, error) {
	in.ofController()
	force := in.flags.Bool("force", false, "remove the relations over it too")
	yes := in.flags.Bool("y", false, "do not ask")
	in.flags.BoolVar(yes, "yes", false, "")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		return nil, errors.New("no offers specified")
	}
	return func() error {
		var urls []offerURL
		var shown []string
		for _, arg := range args {
			url, err := parseOfferURL(arg)
			if err != nil {
				if url, err = parseOfferURL(userName + "/" + in.model.Name + "." + arg); err != nil {
					return err
				}
			}
			if url.endpoint != "" {
				return refused("", "These offers contain endpoints. Only specify the offer name itself.\n -%s", arg)
			}
			urls, shown = append(urls, url), append(shown, url.path())
		}
		if *force && !*yes {
			fmt.Fprintf(&in.stderr, "WARNING! This command will remove offers: %s\nThis includes all relations to those offers.\n", strings.Join(shown, ", "))
			if err := in.confirm(); err != nil {
				return fmt.Errorf("offer removal: %w", err)
			}
		}
		for _, url := range urls {
			if err := in.removeOffer(url, *force); err != nil {
				return withoutCode(err)
			}
		}
		return nil
	}, nil
}

func (in *invocation) removeOffer(url offerURL, force bool) error {
	m, err := in.client.find(url.model)
	if err != nil {
		return fmt.Errorf("model %q not found", userName+"/"+url.model)
	}
	if o, known := find(m.offers, url.name); known && force && m.allowed(AccessAdmin) == nil {
		for _, e := range o.connectionsOf() {
			m.world.endRelation(e.relation, cause{m.command("juju remove-offer --force %s", url.path()), relationEnds})
		}
		if err := m.Settle(); err != nil {
			return err
		}
		for _, e := range o.connectionsOf() {
			m.world.breakRelation(e.relation)
		}
	}
	return m.RemoveOffer(url.name)
}
