package juju

import (
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// offerURL is how an offer is named: [<controller>:][<user>/]<model>.<offer>[:<endpoint>].
type offerURL struct{ controller, user, model, name, endpoint string }

var (
	oneWord  = regexp.MustCompile(`^[a-zA-Z0-9]+$`)
	userForm = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9.+-]*[a-zA-Z0-9](@[a-zA-Z0-9.+-]+)?$`)
)

// parseOfferURL reads the URL of an offer.
func parseOfferURL(text string) (offerURL, error) {
	var u offerURL
	rest := text
	parts := strings.Split(text, ":")
	if len(parts) == 3 || len(parts) == 2 && !oneWord.MatchString(parts[1]) {
		u.controller, rest, _ = strings.Cut(text, ":")
	}
	user, path, ok := strings.Cut(rest, "/")
	if ok {
		u.user = user
	} else {
		path = rest
	}
	u.model, u.name, _ = strings.Cut(path, ".")
	u.name, u.endpoint, _ = strings.Cut(u.name, ":")
	switch {
	case strings.HasPrefix(text, ":") || strings.Contains(path, "/") || ok && user == "":
		return u, fmt.Errorf("application offer URL has invalid form, must be [<user/]<model>.<appname>: %q", text)
	case u.model == "":
		return u, errors.New("application offer URL is missing model")
	case u.name == "":
		return u, errors.New("application offer URL is missing application")
	case u.user != "" && !userForm.MatchString(u.user):
		return u, fmt.Errorf("user name %q not valid", u.user)
	case !isModelName(u.model):
		return u, fmt.Errorf("model name %q not valid", u.model)
	case !call.IsAppName(u.name):
		return u, fmt.Errorf("application name %q not valid", u.name)
	}
	return u, nil
}

// path is the URL without the controller. Without a user it is the offer of the one who asks.
func (u offerURL) path() string {
	user := u.user
	if user == "" {
		user = userName
	}
	return user + "/" + u.model + "." + u.name
}

var endpointForm = regexp.MustCompile(`^[a-z][a-z0-9]*([_-][a-z0-9]+)*$`)

// checkEndpoint refuses what names no application, alone or with its endpoint.
func checkEndpoint(text string) error {
	app, endpoint, named := strings.Cut(text, ":")
	if named && (app == "" || !endpointForm.MatchString(endpoint)) {
		return fmt.Errorf("endpoint %q not valid", text)
	}
	if !call.IsAppName(app) {
		return fmt.Errorf("application name %q not valid", app)
	}
	return nil
}

func integrateCommand(in *invocation) (func() error, error) {
	in.ofModel()
	via := in.flags.String("via", "", "the networks that traffic to another model comes from")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(args) != 2 {
		return nil, errors.New("an integration must involve two applications")
	}
	var remote *offerURL
	for i, arg := range args {
		if url, err := parseOfferURL(arg); err == nil {
			if remote != nil {
				return nil, errors.New("providing more than one remote endpoints not supported")
			}
			remote, args[i] = &url, strings.TrimSuffix(url.name+":"+url.endpoint, ":")
		} else if err := checkEndpoint(arg); err != nil {
			return nil, err
		}
	}
	return func() error {
		if remote != nil {
			if err := in.consumeOffer(*remote, remote.name); err != nil {
				return err
			}
		}
		return alreadyRelated(in.model.Integrate(args[0], args[1]))
	}, checkNetworks(*via)
}

func checkNetworks(list string) error {
	if list == "" {
		return nil
	}
	for _, network := range strings.Split(strings.ReplaceAll(list, " ", ""), ",") {
		if _, _, err := net.ParseCIDR(network); err != nil {
			return err
		}
		if network == "0.0.0.0/0" {
			return fmt.Errorf("CIDR %q not allowed", network)
		}
	}
	return nil
}

// alreadyRelated is the refusal of a relation that exists as the client puts it: one part a line.
func alreadyRelated(err error) error {
	var refusal *Error
	if !errors.As(err, &refusal) || refusal.Code != codeAlreadyExists {
		return err
	}
	return errors.New(strings.ReplaceAll(err.Error(), ": ", "\n") + ": \n\nUse 'juju status --relations' to view the current relations.")
}

func removeRelationCommand(in *invocation) (func() error, error) {
	in.ofModel()
	in.noDifference("force")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	switch len(args) {
	case 1:
		number, err := relationOf(args[0])
		return func() error {
			a, b, err := in.model.sidesOf(number)
			if err != nil {
				return err
			}
			return in.model.RemoveRelation(a, b)
		}, err
	case 2:
		return func() error { return in.model.RemoveRelation(args[0], args[1]) }, nil
	}
	return nil, errors.New("a relation must involve two applications")
}

func relationOf(text string) (int, error) {
	number, err := strconv.Atoi(text)
	if err != nil || number < 0 {
		return 0, fmt.Errorf("relation ID %q not valid", text)
	}
	return number, nil
}

// sidesOf names both sides of a relation.
func (m *Model) sidesOf(number int) (a, b string, err error) {
	for _, r := range m.relation {
		key := strings.Fields(r.keyIn(m))
		for _, e := range r.ends {
			if e.app.model == m && e.number == number {
				return key[0], key[len(key)-1], nil
			}
		}
	}
	return "", "", refused(codeNotFound, "relation %d not found", number)
}

func suspendRelationCommand(in *invocation) (func() error, error) {
	in.flags.String("message", "", "")
	return pauseRelations(in, (*Model).Suspend)
}

func resumeRelationCommand(in *invocation) (func() error, error) {
	return pauseRelations(in, (*Model).Resume)
}

func pauseRelations(in *invocation, pause func(*Model, string, string) error) (func() error, error) {
	in.ofModel()
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		return nil, errors.New("no relation ids specified")
	}
	var numbers []int
	for _, text := range args {
		number, err := relationOf(text)
		if err != nil {
			return nil, err
		}
		numbers = append(numbers, number)
	}
	return func() error {
		for _, number := range numbers {
			a, b, err := in.model.sidesOf(number)
			if err == nil {
				err = pause(in.model, a, b)
			}
			if err != nil {
				return withoutCode(err)
			}
		}
		return nil
	}, nil
}
