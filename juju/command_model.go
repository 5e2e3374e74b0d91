package juju

import (
	"bufio"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/internal/tabular"
)

// controllerUUID is the UUID of every simulated controller.
const controllerUUID = "5ce9a210-0000-4000-8000-00000000000c"

// modelItem is a model as models and show-model print it.
type modelItem struct {
	Name           string                   `json:"name" yaml:"name"`
	ShortName      string                   `json:"short-name" yaml:"short-name"`
	UUID           string                   `json:"model-uuid" yaml:"model-uuid"`
	Type           string                   `json:"model-type" yaml:"model-type"`
	ControllerUUID string                   `json:"controller-uuid" yaml:"controller-uuid"`
	Controller     string                   `json:"controller-name" yaml:"controller-name"`
	IsController   bool                     `json:"is-controller" yaml:"is-controller"`
	Owner          string                   `json:"owner" yaml:"owner"`
	Cloud          string                   `json:"cloud" yaml:"cloud"`
	Region         string                   `json:"region,omitempty" yaml:"region,omitempty"`
	Credential     *credentialItem          `json:"credential,omitempty" yaml:"credential,omitempty"`
	Provider       string                   `json:"type,omitempty" yaml:"type,omitempty"`
	Life           string                   `json:"life" yaml:"life"`
	Status         sinceSection             `json:"status" yaml:"status"`
	Users          map[string]modelUser     `json:"users,omitempty" yaml:"users,omitempty"`
	Machines       map[string]machineItem   `json:"machines,omitempty" yaml:"machines,omitempty"`
	Backends       map[string]secretBackend `json:"secret-backends,omitempty" yaml:"secret-backends,omitempty"`
	Access         string                   `json:"access,omitempty" yaml:"access,omitempty"`
	Connection     string                   `json:"last-connection,omitempty" yaml:"last-connection,omitempty"`
	SLA            string                   `json:"sla,omitempty" yaml:"sla,omitempty"`
	AgentVersion   string                   `json:"agent-version,omitempty" yaml:"agent-version,omitempty"`
}

type credentialItem struct {
	Name  string `json:"name" yaml:"name"`
	Owner string `json:"owner" yaml:"owner"`
	Cloud string `json:"cloud" yaml:"cloud"`
}

type modelUser struct {
	DisplayName string `json:"display-name,omitempty" yaml:"display-name,omitempty"`
	Access      string `json:"access" yaml:"access"`
	Connection  string `json:"last-connection" yaml:"last-connection"`
}

type machineItem struct {
	Cores int `json:"cores" yaml:"cores"`
}

type secretBackend struct {
	Secrets int    `json:"num-secrets" yaml:"num-secrets"`
	Status  string `json:"status" yaml:"status"`
}

// item is what models and show-model both print.
func (m *Model) item() modelItem {
	cloud, region := m.cloud()
	provider := "kubernetes"
	if m.Type == call.ModelMachines {
		provider = "lxd"
	}
	return modelItem{
		Name: userName + "/" + m.Name, ShortName: m.Name, UUID: m.UUID, Type: m.kind(), ControllerUUID: controllerUUID, Controller: controllerName, Owner: userName,
		Cloud: cloud, Region: region, Provider: provider, Life: "alive", Status: sinceSection{Current: "available", Since: age(m.began, m.world.now)},
		SLA: "unsupported", AgentVersion: m.JujuVersion, Credential: &credentialItem{Name: cloud, Owner: userName, Cloud: cloud},
	}
}

func (m *Model) access() string {
	if m.Access == "" {
		return string(AccessAdmin)
	}
	return string(m.Access)
}

func modelsCommand(in *invocation) (func() error, error) {
	in.ofController()
	uuid := in.flags.Bool("uuid", false, "show UUIDs")
	exact := in.flags.Bool("exact-time", false, "print times in full")
	in.flags.String("user", "", "")
	in.noDifference("all")
	in.prints("tabular", "json", "yaml")
	args, err := in.parse()
	if err == nil {
		err = none(args)
	}
	return func() error {
		document := struct {
			Models  []modelItem `json:"models" yaml:"models"`
			Current string      `json:"current-model,omitempty" yaml:"current-model,omitempty"`
		}{Models: []modelItem{}}
		if !in.client.unselected() {
			document.Current = in.client.Model.Name
		}
		models := in.model.world.models
		for _, m := range models {
			item := m.item()
			item.Access, item.Connection = m.access(), "just now"
			if *exact {
				item.Status.Since = m.began.String()
				item.Connection = m.world.now.String()
			}
			document.Models = append(document.Models, item)
		}
		return in.write(document, func() string {
			if len(models) == 0 {
				return ""
			}
			return modelTable(models, document.Models, document.Current, *uuid)
		})
	}, err
}

// modelTable is the table of models. Columns that would be empty for all models are left out. Juju puts the sixth column at the right edge,
// whichever it is.
func modelTable(models []*Model, items []modelItem, current string, uuid bool) string {
	machines, units := make([]int, len(models)), make([]int, len(models))
	for i, m := range models {
		machines[i] = len(m.machines())
		for _, a := range m.apps {
			units[i] += len(a.units)
		}
	}
	row := func(name, uuidText, cloud, kind, status, machineCount, unitCount, access, connection string) []string {
		cells := []string{name}
		if uuid {
			cells = append(cells, uuidText)
		}
		cells = append(cells, cloud, kind, status)
		if slices.Max(machines) > 0 {
			cells = append(cells, machineCount)
		}
		if slices.Max(units) > 0 {
			cells = append(cells, unitCount)
		}
		return append(cells, access, connection)
	}
	var table tabular.Table
	right := 4
	if uuid {
		right++
	}
	if slices.Max(machines) > 0 {
		table.AlignRight(right)
	}
	if slices.Max(units) > 0 {
		table.AlignRight(right + 1)
	}
	table.Row(row("Model", "UUID", "Cloud/Region", "Type", "Status", "Machines", "Units", "Access", "Last connection")...)
	for i, item := range items {
		name, count := item.ShortName, "-"
		if name == current {
			name += "*"
		}
		if units[i] > 0 {
			count = strconv.Itoa(units[i])
		}
		table.Row(row(name, item.UUID, item.Cloud+"/"+item.Region, item.Provider, item.Status.Current, strconv.Itoa(machines[i]), count, item.Access, item.Connection)...)
	}
	return "Controller: " + controllerName + "\n\n" + table.String()
}

func showModelCommand(in *invocation) (func() error, error) {
	in.ofModel()
	in.prints("yaml", "json")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(args) > 0 {
		in.modelFlag = args[0]
		err = none(args[1:])
	}
	return func() error {
		m := in.model
		item := m.item()
		item.Users = map[string]modelUser{userName: {DisplayName: userName, Access: m.access(), Connection: "just now"}}
		item.Backends = map[string]secretBackend{"internal": {Secrets: len(m.secrets), Status: "active"}}
		for number := range m.machines() {
			if item.Machines == nil {
				item.Machines = make(map[string]machineItem)
			}
			item.Machines[number] = machineItem{}
		}
		return in.write(map[string]modelItem{m.Name: item}, nil)
	}, err
}

func addModelCommand(in *invocation) (func() error, error) {
	in.ofController()
	var config listValue
	in.flags.Var(&config, "config", "model config as key=value")
	owner := in.flags.String("owner", "", "")
	in.noDifferenceValues("credential")
	noSwitch := in.flags.Bool("no-switch", false, "keep the current model")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		return nil, errors.New("juju: no model name was passed. See \"juju add-model --help\".\n\nDid you mean:\n\tjuju add-model <model name>")
	}
	if !isModelName(args[0]) {
		return nil, fmt.Errorf("%q is not a valid name: model names may only contain lowercase letters, digits and hyphens", args[0])
	}
	if *owner != "" && *owner != userName {
		return nil, absent("a model of another user than %s", userName)
	}
	return func() error {
		values := make(map[string]string)
		for _, setting := range config {
			key, value, ok := strings.Cut(setting, "=")
			if !ok {
				return absent("model config from a file")
			}
			values[key] = value
		}
		if err := checkModelConfig(values); err != nil {
			return err
		}
		m, err := in.client.Model.addModel(args[0])
		if err != nil {
			return withoutCode(err)
		}
		m.applyConfig(values)
		if !*noSwitch {
			in.client.choose(m)
		}
		cloud, region := m.cloud()
		in.infof("Added '%s' model on %s/%s with credential '%s' for user '%s'", m.Name, cloud, region, cloud, userName)
		return nil
	}, none(args[min(len(args), 2):])
}

func destroyModelCommand(in *invocation) (func() error, error) {
	in.ofModel()
	noPrompt := in.flags.Bool("no-prompt", false, "do not ask")
	destroy := in.flags.Bool("destroy-storage", false, "")
	release := in.flags.Bool("release-storage", false, "")
	force := in.flags.Bool("force", false, "")
	noWait := in.flags.Bool("no-wait", false, "")
	timeout := in.flags.Duration("timeout", -time.Second, "")
	in.flags.DurationVar(timeout, "t", -time.Second, "")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	switch {
	case *destroy && *release:
		return nil, errors.New("--destroy-storage and --release-storage cannot both be specified")
	case *timeout < 0 && *timeout != -time.Second:
		return nil, errors.New("--timeout must be zero or greater")
	case !*force && *timeout >= 0:
		return nil, errors.New("--timeout can only be used with --force (dangerous)")
	case len(args) == 0:
		return nil, errors.New("no model specified")
	}
	in.modelFlag = args[0]
	return func() error {
		if *noWait && !*force {
			return errors.New("--no-wait without --force not valid")
		}
		if !*noPrompt {
			if err := in.confirmName(); err != nil {
				return err
			}
		}
		in.stderr.WriteString("Destroying model")
		if err := in.destroy(*force); err != nil {
			in.stderr.WriteString("\n")
			return fmt.Errorf("cannot destroy model: %w", err)
		}
		in.infof("\nModel destroyed.")
		return nil
	}, none(args[1:])
}

// destroy destroys the model; by force also when units in error hold it.
func (in *invocation) destroy(force bool) error {
	m := in.model
	if err := m.DestroyModel(m.Name); err != nil {
		return err
	}
	why := cause{m.world.log.count, unitRemoved}
	if m.life == controller.Dead {
		return nil
	}
	if err := m.Settle(); err != nil || m.life == controller.Dead {
		return err
	}
	if !force {
		return fmt.Errorf("%s does not go, because of a unit in error; see juju status, or use --force", strings.Join(m.holders(), ", "))
	}
	m.world.removeRest(m, why)
	return nil
}

// confirmName asks for the name of what is about to be destroyed.
func (in *invocation) confirmName() error {
	name := userName + "/" + in.model.Name
	fmt.Fprintf(&in.stderr, "WARNING This command will destroy the %q model and all its resources. It cannot be stopped.\n", name)
	in.stderr.WriteString("\nTo continue, enter the name of the model to be destroyed: ")
	lines := bufio.NewScanner(in.stdin())
	lines.Scan()
	if strings.ToLower(lines.Text()) != name {
		return errors.New("model destruction: aborted")
	}
	return nil
}
