package terraform

import (
	"encoding/base64"
	"errors"
	"maps"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/juju"
)

// secretKind is juju_secret: a user's secret.
var secretKind = &kind{
	name: "juju_secret",
	attributes: modelAttributes(
		attribute{name: "name", of: cty.String},
		attribute{name: "value", of: textMapType, required: true, sensitive: true},
		attribute{name: "info", of: cty.String},
		attribute{name: "secret_id", of: cty.String, readOnly: true},
		attribute{name: "secret_uri", of: cty.String, readOnly: true},
		identity,
	),
	refused: map[string]string{"value_wo": since("2.2"), "value_wo_version": since("2.2")},
	check:   checkModel,
	create:  createSecret, read: readSecret, update: updateSecret, remove: removeSecret,
}

func createSecret(o *operation) (values, error) {
	m, err := o.run.model(o.planned)
	if err != nil {
		return nil, unable("add secret", err)
	}
	if len(o.planned.entries("value")) == 0 {
		return nil, unable("add secret", errors.New("empty secret value not valid"))
	}
	name := o.planned.text("name")
	uri, err := m.AddSecret(name, juju.SecretArgs{NoName: name == "", Content: secretContent(o.planned), Info: o.planned.text("info")})
	if err != nil {
		return nil, unable("add secret", err)
	}
	id := strings.TrimPrefix(uri, "secret:")
	return o.planned.with(values{
		"secret_id": cty.StringVal(id), "secret_uri": cty.StringVal(uri), "id": cty.StringVal(modelKey(o.planned) + ":" + id),
	}), nil
}

// secretContent is a secret's content as the model takes it. The provider encodes all values itself, so that a key such as "cert#file" names no file: Juju
// refuses the key.
func secretContent(v values) map[string]string {
	content := v.entries("value")
	for key, value := range content {
		if strings.Contains(key, "#") {
			delete(content, key)
			content[key+"#base64"] = base64.StdEncoding.EncodeToString([]byte(value))
		}
	}
	return content
}

// readSecret reads a secret anew. One that is gone is an error, as it is for the provider.
func readSecret(o *operation) (values, bool, error) {
	m, err := o.run.model(o.prior)
	if err != nil {
		return nil, false, unable("read secret", err)
	}
	info, err := o.run.reading.secret(m, o.prior.text("secret_id"))
	if err != nil {
		return nil, false, unable("read secret", err)
	}
	now := make(values)
	if o.prior.text("name") != info.Label && o.prior.has("name") {
		now["name"] = cty.StringVal(info.Label)
	}
	if o.prior.text("info") != info.Description && o.prior.has("info") {
		now["info"] = cty.StringVal(info.Description)
	}
	if !maps.Equal(o.prior.entries("value"), info.Value) {
		now["value"] = textMap(info.Value)
	}
	if len(now) == 0 {
		return o.prior, true, nil
	}
	return o.prior.with(now), true, nil
}

// updateSecret sends what changed. A name or info that was taken out of the configuration is not sent, so that Juju keeps it; when nothing else
// changed, Juju refuses the update.
func updateSecret(o *operation) (values, error) {
	m, err := o.run.model(o.prior)
	if err != nil {
		return nil, unable("update secret", err)
	}
	var args juju.SecretArgs
	if o.changed("value") {
		args.Content = secretContent(o.planned)
	}
	if o.changed("name") {
		args.NewName = o.planned.text("name")
	}
	if o.changed("info") {
		args.Info = o.planned.text("info")
	}
	if err := m.UpdateSecret(o.prior.text("secret_uri"), args); err != nil {
		return nil, unable("update secret", err)
	}
	return o.planned, nil
}

func removeSecret(o *operation) error {
	m, err := o.run.model(o.prior)
	if err != nil {
		return unable("delete secret", err)
	}
	if err := m.RemoveSecret(o.prior.text("secret_uri"), 0); err != nil && !isNotFound(err) {
		return unable("delete secret", err)
	}
	return nil
}

// accessSecretKind is juju_access_secret: which applications may read a user's secret.
var accessSecretKind = &kind{
	name: "juju_access_secret",
	attributes: modelAttributes(
		attribute{name: "secret_id", of: cty.String, required: true, replaces: true},
		attribute{name: "applications", of: textSetType, required: true},
		identity,
	),
	check:  checkModel,
	create: createAccess, read: readAccess, update: updateAccess, remove: removeAccess,
}

func createAccess(o *operation) (values, error) {
	if err := changeAccess(o, o.planned, o.planned.texts("applications"), "grant"); err != nil {
		return nil, err
	}
	uri, _ := call.ParseSecretURI(o.planned.text("secret_id"))
	return o.planned.with(values{"id": cty.StringVal(modelKey(o.planned) + ":" + uri.ID)}), nil
}

// changeAccess grants or revokes. Nothing is sent for no applications.
func changeAccess(o *operation, v values, applications []string, verb string) error {
	m, err := o.run.model(v)
	if err == nil {
		_, err = call.ParseSecretURI(v.text("secret_id"))
	}
	if err == nil && len(applications) > 0 {
		change := m.GrantSecret
		if verb == "revoke" {
			change = m.RevokeSecret
		}
		err = apiText(change(v.text("secret_id"), applications...))
		for _, app := range applications {
			if _, missing := m.Application(app); err != nil && missing != nil {
				err = missingApplication(o, m, app, err)
				break
			}
		}
	}
	if err != nil {
		return unable(verb+" secret access", err)
	}
	return nil
}

// apiText is a refusal to grant or revoke without what the juju client puts before it.
func apiText(err error) error {
	var refused *juju.Error
	if !errors.As(err, &refused) {
		return err
	}
	n := *refused
	n.Message = strings.TrimPrefix(n.Message, "failed to grant/revoke secret: ")
	return &n
}

// readAccess reads all applications that may read the secret, those that somebody else granted it to, too.
func readAccess(o *operation) (values, bool, error) {
	m, err := o.run.model(o.prior)
	if err != nil {
		return nil, false, unable("read secret", err)
	}
	info, err := o.run.reading.secret(m, o.prior.text("secret_id"))
	if err != nil {
		return nil, false, unable("read secret", err)
	}
	var applications []string
	for _, access := range info.Access {
		if name, ok := strings.CutPrefix(access.TargetTag, "application-"); ok {
			applications = append(applications, name)
		}
	}
	now := textSet(applications)
	if now.RawEquals(o.prior["applications"]) {
		return o.prior, true, nil
	}
	return o.prior.with(values{"applications": now}), true, nil
}

// updateAccess first grants to the applications that are new, then revokes from those that are gone.
func updateAccess(o *operation) (values, error) {
	before, now := o.prior.texts("applications"), o.planned.texts("applications")
	if err := changeAccess(o, o.planned, without(now, before), "grant"); err != nil {
		return nil, err
	}
	if err := changeAccess(o, o.planned, without(before, now), "revoke"); err != nil {
		return nil, err
	}
	return o.planned, nil
}

func removeAccess(o *operation) error {
	return changeAccess(o, o.prior, o.prior.texts("applications"), "revoke")
}

// without lists what is in one sorted list and not in another.
func without(list, others []string) []string {
	left := make(map[string]bool, len(others))
	for _, other := range others {
		left[other] = true
	}
	var n []string
	for _, text := range list {
		if !left[text] {
			n = append(n, text)
		}
	}
	return n
}
