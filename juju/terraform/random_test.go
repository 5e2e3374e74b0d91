package terraform_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// chooser draws a number below n.
type chooser func(n int) int

// one draws an element.
func one[T any](draw chooser, list ...T) T { return list[draw(len(list))] }

// often reports true in so many of ten cases.
func (draw chooser) often(ofTen int) bool { return draw(10) < ofTen }

// some draws a part of a list.
func (draw chooser) some(list []string, ofTen int) []string {
	var part []string
	for _, element := range list {
		if draw.often(ofTen) {
			part = append(part, element)
		}
	}
	return part
}

// randomPlan is what a random plan wants. It is written in one of several ways.
type randomPlan struct {
	apps         map[string]randomApp
	secrets      map[string]string   // content by name
	access       map[string][]string // applications by secret
	integrations []string            // "client server"
	offers       []string            // applications of the model "other"
	across       []string            // "client offer"
}

type randomApp struct {
	units       int
	port        string // empty: not set
	token       string // name of a secret, empty: none
	exposed     bool
	trust       bool
	constraints string
}

var (
	clients = []string{"client0", "client1", "client2"}
	servers = []string{"server0", "server1"}
	offered = []string{"offered0", "offered1"} // in another model
	secrets = []string{"alpha", "beta", "gamma"}
)

// randomize draws a plan.
func randomize(draw chooser) *randomPlan {
	p := &randomPlan{apps: make(map[string]randomApp), secrets: make(map[string]string), access: make(map[string][]string)}
	for _, name := range draw.some(secrets, 7) {
		p.secrets[name] = one(draw, "one", "two", "three")
	}
	have := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return p.secrets[s] == "" })
	}
	for _, name := range slices.Concat(draw.some(clients, 8), draw.some(servers, 8), draw.some(offered, 4)) {
		a := randomApp{units: one(draw, 1, 1, 2, 3, 0), port: one(draw, "", "80", "8080"), exposed: draw.often(2), trust: draw.often(2)}
		if list := have(secrets); len(list) > 0 && !strings.HasPrefix(name, "offered") && draw.often(6) {
			a.token = one(draw, list...)
		}
		if !strings.HasPrefix(name, "offered") { // Juju refuses to remove an application that is on offer, and so Terraform cannot replace it
			a.constraints = one(draw, "", "", "", "mem=1G")
		}
		p.apps[name] = a
	}
	present := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(name string) bool { _, ok := p.apps[name]; return !ok })
	}
	for _, name := range have(secrets) {
		if draw.often(7) {
			p.access[name] = draw.some(present(slices.Concat(clients, servers)), 6)
		}
	}
	p.offers = draw.some(present(offered), 8)
	for _, c := range present(clients) {
		for _, s := range draw.some(present(servers), 5) {
			p.integrations = append(p.integrations, c+" "+s)
		}
		for _, o := range draw.some(p.offers, 4) {
			p.across = append(p.across, c+" "+o)
		}
	}
	return p
}

// write writes the plan: resources one by one or repeated, literals or local values, in one order or another.
func (p *randomPlan) write(draw chooser) string {
	repeated := draw.often(5)
	parts := []string{head, "resource \"juju_model\" \"other\" {\n  name = \"other\"\n}\n"}
	parts = append(parts, p.writeSecrets(repeated))
	for name, a := range p.apps {
		parts = append(parts, a.write(name, repeated))
	}
	for _, i := range p.integrations {
		a, b, _ := strings.Cut(i, " ")
		if draw.often(5) {
			a, b = b, a
		}
		parts = append(parts, integration(a+"_"+b, "juju_application."+a+".name", "juju_application."+b+".name"))
	}
	for _, o := range p.offers {
		parts = append(parts, fmt.Sprintf("resource \"juju_offer\" %q {\n  model_uuid = juju_model.other.uuid\n  application_name = juju_application.%s.name\n  endpoints = [\"db\"]\n}\n", o, o))
	}
	for _, i := range p.across {
		a, o, _ := strings.Cut(i, " ")
		parts = append(parts, fmt.Sprintf("resource \"juju_integration\" \"%s_%s\" {\n  model_uuid = local.m\n  application { name = juju_application.%s.name }\n  application { offer_url = juju_offer.%s.url }\n}\n", a, o, a, o))
	}
	slices.Sort(parts)
	for i := range parts {
		j := i + draw(len(parts)-i)
		parts[i], parts[j] = parts[j], parts[i]
	}
	return strings.Join(parts, "")
}

func (p *randomPlan) writeSecrets(repeated bool) string {
	var text strings.Builder
	if repeated {
		text.WriteString("locals {\n  secrets = {\n")
		for _, name := range secrets {
			if p.secrets[name] != "" {
				fmt.Fprintf(&text, "    %s = %q\n", name, p.secrets[name])
			}
		}
		text.WriteString("  }\n  access = {\n")
		for _, name := range secrets {
			if apps, ok := p.access[name]; ok {
				fmt.Fprintf(&text, "    %s = [%s]\n", name, namesOf(apps))
			}
		}
		text.WriteString("  }\n}\nresource \"juju_secret\" \"all\" {\n  for_each = local.secrets\n  model_uuid = local.m\n  name = each.key\n  value = { key = each.value }\n}\n" +
			"resource \"juju_access_secret\" \"all\" {\n  for_each = local.access\n  model_uuid = local.m\n  secret_id = juju_secret.all[each.key].secret_id\n  applications = each.value\n}\n")
		return text.String()
	}
	for _, name := range secrets {
		if p.secrets[name] != "" {
			text.WriteString(secret(name, fmt.Sprintf("  value = { key = %q }", p.secrets[name])))
		}
		if apps, ok := p.access[name]; ok {
			text.WriteString(access(name, "juju_secret."+name+".secret_id", "["+namesOf(apps)+"]"))
		}
	}
	return text.String()
}

func namesOf(apps []string) string {
	var list []string
	for _, app := range apps {
		list = append(list, "juju_application."+app+".name")
	}
	return strings.Join(list, ", ")
}

func (a randomApp) write(name string, repeated bool) string {
	model, kind := "local.m", strings.TrimRight(name, "0123456789")
	if kind == "offered" {
		model, kind = "juju_model.other.uuid", "server"
	}
	var text, config strings.Builder
	fmt.Fprintf(&text, "resource \"juju_application\" %q {\n  model_uuid = %s\n  name = %q\n  units = %d\n  trust = %t\n  charm { name = %q }\n", name, model, name, a.units, a.trust, kind)
	if a.port != "" {
		fmt.Fprintf(&config, "port = %s, ", a.port)
	}
	if a.token != "" {
		ref := "juju_secret." + a.token
		if repeated {
			ref = fmt.Sprintf("juju_secret.all[%q]", a.token)
		}
		fmt.Fprintf(&config, "token = %s.secret_uri", ref)
	}
	if config.Len() > 0 {
		fmt.Fprintf(&text, "  config = { %s }\n", config.String())
	}
	if a.exposed {
		text.WriteString("  expose {}\n")
	}
	if a.constraints != "" {
		fmt.Fprintf(&text, "  constraints = %q\n", a.constraints)
	}
	text.WriteString("}\n")
	return text.String()
}

// reflecting are charms that say in their status what they find: options, what is in the secret that they are given, and who they are related to.
func reflecting() map[string]juju.Charm {
	reflect := charm.HandlerFunc(func(h *charm.Hook) error {
		found := []string{}
		port, err := h.ConfigInt("port")
		if err != nil {
			return err
		}
		found = append(found, fmt.Sprint(port))
		if token, err := h.ConfigSecret("token"); err != nil {
			return err
		} else if token != nil {
			content, err := token.Refresh()
			found = append(found, fmt.Sprint(content["key"], err != nil))
		}
		relations, err := h.Relations("db")
		if err != nil {
			return err
		}
		var others []string
		for _, r := range relations {
			name, err := r.RemoteAppName()
			if err != nil {
				return err
			}
			others = append(others, name)
		}
		slices.Sort(others)
		return h.Unit().SetStatus(charm.Active(fmt.Sprint(found, others)))
	})
	charms := stills()
	for name, c := range charms {
		c.Handler = reflect
		charms[name] = c
	}
	return charms
}
