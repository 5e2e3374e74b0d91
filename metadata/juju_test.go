package metadata_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/metadata"
)

// TestDefaultsAsJujuReads: what Juju takes for the default of an option, it takes here too, and in the same type.
func TestDefaultsAsJujuReads(t *testing.T) {
	t.Parallel()
	rows := []struct {
		option, why string
		want        any
	}{
		{`{type: int, default: 8080}`, "plain", int64(8080)},
		{`{type: int, default: "8080"}`, "schema.Int takes texts", int64(8080)},
		{`{type: int, default: '0x1f'}`, "schema.Int: any base", int64(31)},
		{`{type: int, default: null}`, "none", nil},
		{`{type: boolean, default: "true"}`, "schema.Bool takes texts", true},
		{`{type: boolean, default: 'False'}`, "schema.Bool: strconv.ParseBool", false},
		{`{type: boolean, default: yes}`, "YAML 1.1", true},
		{`{type: boolean, default: off}`, "YAML 1.1", false},
		{`{type: float, default: 2}`, "schema.Float takes whole numbers", 2.0},
		{`{type: float, default: 1e+3}`, "YAML 1.1", 1000.0},
		{`{type: string, default: 2020-01-01}`, "a date is text", "2020-01-01"},
		{`{type: string, default: 1e6}`, "YAML 1.1: an exponent has a sign", "1e6"},
		{`{type: string, default: ""}`, "empty", ""},
		{`{type: secret, default: ""}`, "empty", ""},
		{`{default: text}`, "charm/config.go: a missing type is string", "text"},
		{`{type: ""}`, "charm/config.go: a missing type is string", nil},
		{``, "charm/config.go: nothing at all", nil},
	}
	for _, row := range rows {
		t.Run(row.option, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, row.why)
			charm, err := metadata.Parse([]byte("name: a\nconfig:\n  options:\n    o: "+row.option+"\n"), "charmcraft.yaml")
			require.NoError(t, err)
			require.Equal(t, row.want, charm.Config["o"].Default)
		})
	}
	for _, option := range []string{
		`{type: int, default: 1.5}`, `{type: int, default: ''}`, `{type: int, default: true}`, `{type: int, default: 9223372036854775808}`,
		`{type: boolean, default: 'yes'}`, `{type: boolean, default: 1}`, `{type: float, default: '1.5'}`, `{type: float, default: 1e3}`,
		`{type: string, default: 1}`, `{type: string, default: yes}`, `{type: string, default: [a]}`,
	} {
		_, err := metadata.Parse([]byte("name: a\nconfig:\n  options:\n    o: "+option+"\n"), "charmcraft.yaml")
		require.ErrorContains(t, err, "charmcraft.yaml:4: config.options.o.default: cannot use", option)
	}
}

// TestParamsAsJujuChecks: what a call gives is checked before defaults are filled in, and once more after.
func TestParamsAsJujuChecks(t *testing.T) {
	t.Parallel()
	type params = map[string]any
	rows := []struct {
		name, why string
		action    string
		given     params
		want      params // nil: refused
	}{
		{"required in spite of a default", "state/unit.go: validated before defaults", `{params: {a: {default: x}}, required: [a]}`, nil, nil},
		{"a default of another type", "runner/factory.go: validated again", `{params: {a: {type: string, default: 5}}}`, nil, nil},
		{"nothing is required", "gojsonschema takes an empty list", `{params: {a: {}}, required: []}`, nil, params{}},
		{"no value is listed", "gojsonschema takes an empty list", `{params: {a: {enum: []}}}`, params{"a": "x"}, params{"a": "x"}},
		{"formats are not checked", "gojsonschema knows none", `{params: {a: {type: string, format: uri}}}`, params{"a": "x"}, params{"a": "x"}},
		{"defaults within what is not given", "gojsonschema/defaults.go", `{params: {a: {properties: {b: {properties: {c: {default: 1}}}}}}}`, nil,
			params{"a": params{"b": params{"c": int64(1)}}}},
		{"defaults within what is given", "gojsonschema/defaults.go", `{params: {a: {properties: {b: {default: 1}, c: {}}}}}`, params{"a": params{"c": "x"}},
			params{"a": params{"b": int64(1), "c": "x"}}},
		{"a default is not completed", "gojsonschema/defaults.go", `{params: {a: {default: {c: x}, properties: {b: {default: 1}}}}}`, nil, params{"a": params{"c": "x"}}},
		{"at least one", "actions.go: other keys are rules too", `{params: {a: {}, b: {}}, minProperties: 1}`, nil, nil},
		{"one of two", "actions.go: other keys are rules too", `{params: {a: {}, b: {}}, anyOf: [{required: [a]}, {required: [b]}]}`, params{"b": "x"}, params{"b": "x"}},
		{"one with the other", "actions.go: other keys are rules too", `{params: {a: {}, b: {}}, dependencies: {a: [b]}}`, params{"a": "x"}, nil},
		{"by pattern", "actions.go: other keys are rules too", `{patternProperties: {'^a': {type: integer}}, additionalProperties: false}`, params{"ab": 1}, params{"ab": int64(1)}},
		{"yes", "YAML 1.1", `{params: {a: {type: boolean, default: yes}}}`, nil, params{"a": true}},
		{"a date", "a date is text", `{params: {a: {type: string, default: 2020-01-01}}}`, nil, params{"a": "2020-01-01"}},
		{"words of JSON Schema as names", "names are free", `{params: {required: {type: string}, enum: {type: string}, id: {type: string}, format: {type: string}}}`,
			params{"id": "x", "enum": "y"}, params{"id": "x", "enum": "y"}},
		{"not for the schema", "actions.go: parallel and execution-group", `{parallel: true, execution-group: g, title: T, params: {}}`, params{"x": "y"}, params{"x": "y"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, row.why)
			charm, err := metadata.Parse([]byte("name: a\nactions:\n  do--it: "+row.action+"\n"), "charmcraft.yaml")
			require.NoError(t, err)
			got, err := charm.Actions["do--it"].Complete(row.given)
			if row.want == nil {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, row.want, got)
		})
	}
}

// TestSchemaProblems: what is wrong with a schema is told by its place in the file and in the schema.
func TestSchemaProblems(t *testing.T) {
	t.Parallel()
	_, err := metadata.Parse([]byte("name: a\nactions:\n  backup: {params: {x: {type: 5}}}\n"), "charmcraft.yaml")
	require.EqualError(t, err, "charmcraft.yaml:3: actions.backup.params: not a JSON Schema: "+
		"properties.x.type: does not fit the schema (enum); properties.x.type: got number, want array")
}

// realMetadata has one of everything that charms say.
const realMetadata = `
name: web
type: charm
title: Web
summary: A charm.
description: |
  A charm.
maintainers: [someone@example.com]
website: https://example.com
links: {source: [https://example.com/a, https://example.com/b]}
charm-user: non-root
subordinate: "false"
assumes: [k8s-api, juju >= 3.1, {any-of: [{juju: 1}]}]
bases: [{build-on: [{name: ubuntu, channel: "22.04"}], run-on: [{name: ubuntu, channel: "22.04"}]}]
platforms: {amd64: , arm64: {build-on: [arm64]}}
parts: {charm: {plugin: charm, charm-python-packages: [setuptools]}}
containers: {nginx: {resource: nginx-image, mounts: [{storage: data, location: /srv}], uid: 1000}}
resources: {nginx-image: {type: oci-image, upstream-source: "nginx:1", description: An image.}}
storage: {data: {type: filesystem, multiple: {range: 0-}, minimum-size: 1G}}
devices: {gpu: {type: nvidia.com/gpu, countmin: 1}}
extra-bindings: {admin: , public: null}
payloads: {p: {type: docker}}
terms: [a/1]
tags: [web]
analysis: {ignore: {attributes: [language]}}
provides:
  website: {interface: http, optional: yes, description: For browsers., schema: {a: 1}}
requires:
  db: {interface: sql, limit: "1", optional: true, scope: global, versions: [1, 2]}
  host: {interface: juju-info, scope: container}
peers:
  cluster: {interface: web-cluster, limit: 5}
config:
  options:
    port: {type: int, default: 80, description: Where., deprecated: true}
actions:
  backup: {description: Backs up., execution-group: slow, parallel: true, additionalProperties: false, params: {to: {type: string}}, required: [to]}
  2fa: {}
`

// TestLastOfOneKeyCounts: charms in use say things twice, and Juju does not mind.
func TestLastOfOneKeyCounts(t *testing.T) {
	t.Parallel()
	charm, err := metadata.Parse([]byte("name: a\nname: b\nconfig: {options: {o: {type: string, type: int, default: 1}}}\nrequires: {x: y}\nrequires: {db: sql}\n"), "charmcraft.yaml")
	require.NoError(t, err)
	require.Equal(t, "b", charm.Name)
	require.Equal(t, int64(1), charm.Config["o"].Default)
	require.Equal(t, []string{"db"}, charm.Endpoints())
}

// TestUnknownKeysAreKept: nothing that charms say is refused, and nothing is lost.
func TestUnknownKeysAreKept(t *testing.T) {
	t.Parallel()
	charm, err := metadata.Parse([]byte(realMetadata), "charmcraft.yaml")
	require.NoError(t, err)
	require.ElementsMatch(t, []string{
		"type", "title", "maintainers", "website", "links", "charm-user", "assumes", "bases", "platforms", "parts", "containers",
		"resources", "storage", "devices", "extra-bindings", "payloads", "terms", "tags", "analysis",
	}, keysOf(charm.Extra))
	require.Equal(t, map[string]any{"amd64": nil, "arm64": map[string]any{"build-on": []any{"arm64"}}}, charm.Extra["platforms"])
	require.Equal(t, map[string]any{"description": "For browsers.", "schema": map[string]any{"a": 1}}, charm.Provides["website"].Extra)
	require.True(t, charm.Provides["website"].Optional)
	require.Equal(t, map[string]any{"versions": []any{1, 2}}, charm.Requires["db"].Extra)
	require.Equal(t, 1, charm.Requires["db"].Limit)
	require.Equal(t, metadata.ScopeContainer, charm.Requires["host"].Scope)
	require.Equal(t, 5, charm.Peers["cluster"].Limit)
	require.Equal(t, map[string]any{"deprecated": true}, charm.Config["port"].Extra)
	require.Equal(t, map[string]any{"execution-group": "slow", "parallel": true}, charm.Actions["backup"].Extra)
	require.False(t, charm.Subordinate)
}

func keysOf(m map[string]any) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	return keys
}
