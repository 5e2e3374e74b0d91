// Package hooktool speaks the protocol of Juju's hook tools, the commands such as secret-get that a
// charm in any language runs: arguments in, a call, bytes out.
//
// [Command] is the tools' side of it. It reads the arguments as Juju's tools do, has a [call.Backend]
// carry out the call that they ask for, and prints the answer byte for byte as Juju prints it. [Client] is
// the charm's side: a Backend that runs the tools. One table holds both directions, a row for each tool.
package hooktool
