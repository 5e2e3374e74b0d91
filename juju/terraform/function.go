package terraform

import (
	"errors"
	"fmt"
	"maps"
	"sync"

	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// general are Terraform's functions that need nothing but their arguments and that cty has.
var general = map[string]function.Function{
	"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "floor": stdlib.FloorFunc, "log": stdlib.LogFunc, "max": stdlib.MaxFunc, "min": stdlib.MinFunc,
	"parseint": stdlib.ParseIntFunc, "pow": stdlib.PowFunc, "signum": stdlib.SignumFunc,

	"chomp": stdlib.ChompFunc, "format": stdlib.FormatFunc, "formatlist": stdlib.FormatListFunc, "indent": stdlib.IndentFunc, "join": stdlib.JoinFunc,
	"lower": stdlib.LowerFunc, "regex": stdlib.RegexFunc, "regexall": stdlib.RegexAllFunc, "split": stdlib.SplitFunc, "strrev": stdlib.ReverseFunc,
	"substr": stdlib.SubstrFunc, "title": stdlib.TitleFunc, "trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc, "trimspace": stdlib.TrimSpaceFunc,
	"trimsuffix": stdlib.TrimSuffixFunc, "upper": stdlib.UpperFunc,

	"chunklist": stdlib.ChunklistFunc, "coalescelist": stdlib.CoalesceListFunc, "compact": stdlib.CompactFunc,
	"concat": stdlib.ConcatFunc, "contains": stdlib.ContainsFunc, "distinct": stdlib.DistinctFunc, "element": stdlib.ElementFunc, "flatten": stdlib.FlattenFunc,
	"keys": stdlib.KeysFunc, "merge": stdlib.MergeFunc, "range": stdlib.RangeFunc, "reverse": stdlib.ReverseListFunc, "setintersection": stdlib.SetIntersectionFunc,
	"setproduct": stdlib.SetProductFunc, "setsubtract": stdlib.SetSubtractFunc, "setunion": stdlib.SetUnionFunc, "slice": stdlib.SliceFunc, "sort": stdlib.SortFunc,
	"values": stdlib.ValuesFunc, "zipmap": stdlib.ZipmapFunc,

	"csvdecode": stdlib.CSVDecodeFunc, "jsondecode": stdlib.JSONDecodeFunc, "jsonencode": stdlib.JSONEncodeFunc,
	"formatdate": stdlib.FormatDateFunc, "timeadd": stdlib.TimeAddFunc,

	"tobool": stdlib.MakeToFunc(cty.Bool), "tonumber": stdlib.MakeToFunc(cty.Number), "tostring": stdlib.MakeToFunc(cty.String),
	"tolist": stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)), "tomap": stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)),
	"toset": stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)),
}

// lazy are functions that look at the expressions of their arguments, and whose failures say nothing of values.
var lazy = map[string]function.Function{"can": tryfunc.CanFunc, "try": tryfunc.TryFunc}

// functions are all functions that expressions in a directory can call.
func functions(dir string, run *run) map[string]function.Function {
	all := make(map[string]function.Function)
	maps.Copy(all, constantFunctions())
	for _, table := range []map[string]function.Function{fileFunctions(dir), clockFunctions(run)} {
		for name, f := range table {
			all[name] = discreet(f)
		}
	}
	all["templatefile"] = discreet(templateFunction(dir, maps.Clone(all)))
	return all
}

// constantFunctions are those that are the same for all configurations.
var constantFunctions = sync.OnceValue(func() map[string]function.Function {
	all := maps.Clone(lazy)
	for _, table := range []map[string]function.Function{general, more} {
		for name, f := range table {
			all[name] = discreet(f)
		}
	}
	for name, why := range refusedFunctions {
		all[name] = refusedFunction(name, why)
	}
	return all
})

// discreet makes a function fail without saying anything of its arguments when one of them must not be printed.
func discreet(f function.Function) function.Function {
	spec := &function.Spec{Description: f.Description()}
	for _, p := range f.Params() {
		p.AllowMarked, p.AllowUnknown, p.AllowDynamicType, p.AllowNull = true, true, true, true
		spec.Params = append(spec.Params, p)
	}
	if p := f.VarParam(); p != nil {
		any := *p
		any.AllowMarked, any.AllowUnknown, any.AllowDynamicType, any.AllowNull = true, true, true, true
		spec.VarParam = &any
	}
	quiet := func(args []cty.Value, err error) error {
		for _, a := range args {
			if err != nil && a.ContainsMarked() {
				return errors.New("it does not take these arguments, one of which is sensitive")
			}
		}
		return err
	}
	spec.Type = func(args []cty.Value) (cty.Type, error) {
		of, err := f.ReturnTypeForValues(args)
		return of, quiet(args, err)
	}
	spec.Impl = func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		value, err := f.Call(args)
		return value, quiet(args, err)
	}
	return function.New(spec)
}

// refusedFunctions are those of Terraform that are left out.
var refusedFunctions = map[string]string{
	"bcrypt": "its result is another one each time", "uuid": "its result is another one each time", "rsadecrypt": "nothing here has a key",
	"abspath": "it depends on the machine", "pathexpand": "it depends on the machine", "fileset": "it is not simulated",
	"plantimestamp": "it is another one each time: timestamp gives the time in the model",
}

func refusedFunction(name, why string) function.Function {
	fail := fmt.Errorf("package terraform does not have the function %q: %s", name, why)
	return function.New(&function.Spec{
		VarParam: &function.Parameter{Name: "arguments", Type: cty.DynamicPseudoType, AllowDynamicType: true, AllowMarked: true, AllowNull: true, AllowUnknown: true},
		Type:     func([]cty.Value) (cty.Type, error) { return cty.DynamicPseudoType, fail },
	})
}
