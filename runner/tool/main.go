//go:build unix

// Command tool plays Juju's hook tools for a charm that runs under test. It is called by the name of a
// tool, hands its arguments to the harness over the socket that the environment names, and prints what
// comes back.
//
// Package runner builds it when a charm's executable is first run. Every call of a hook tool is one start
// of this program, so it imports nothing that makes it slow to start.
package main

import (
	"os"
	"syscall"
)

func main() { os.Exit(run()) }

// run is one call. All numbers on the socket are of four bytes, the highest first; a text is its length
// and its bytes.
func run() int {
	id, _ := syscall.Getenv("JUJU_CONTEXT_ID")
	address, _ := syscall.Getenv("JUJU_AGENT_SOCKET_ADDRESS")
	switch "" {
	case id:
		return fail("JUJU_CONTEXT_ID not set")
	case address:
		return fail("JUJU_AGENT_SOCKET_ADDRESS not set")
	}
	socket, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return fail(err.Error())
	}
	if err := syscall.Connect(socket, &syscall.SockaddrUnix{Name: address}); err != nil {
		return fail("dial unix " + address + ": connect: " + err.Error())
	}
	directory, _ := syscall.Getwd()
	texts := append([]string{id, directory, base(os.Args[0])}, os.Args[1:]...)
	request := number(nil, len(texts))
	for _, text := range texts {
		request = append(number(request, len(text)), text...)
	}
	if !write(socket, request) {
		return fail("connection is shut down")
	}
	for {
		switch kind := read(socket, 1); string(kind) {
		case "i": // standard input is wanted
			input := readAll(0)
			if !write(socket, append(number(nil, len(input)), input...)) {
				return fail("connection is shut down")
			}
		case "r": // the result
			code, stdout, stderr := read(socket, 1), readText(socket), readText(socket)
			if code == nil || stdout == nil || stderr == nil {
				return fail("connection is shut down")
			}
			if !write(1, stdout) || !write(2, stderr) {
				return 1
			}
			return int(code[0])
		default:
			return fail("connection is shut down")
		}
	}
}

func fail(message string) int {
	write(2, []byte("ERROR "+message+"\n"))
	return 1
}

func base(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return path[i+1:]
		}
	}
	return path
}

func number(to []byte, n int) []byte {
	return append(to, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

func write(file int, data []byte) bool {
	for len(data) > 0 {
		n, err := syscall.Write(file, data)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return false
		}
		data = data[n:]
	}
	return true
}

// read reads so many bytes; nil when there are no more.
func read(file, length int) []byte {
	data := make([]byte, length)
	for done := 0; done < length; {
		n, err := syscall.Read(file, data[done:])
		if err == syscall.EINTR {
			continue
		}
		if err != nil || n <= 0 {
			return nil
		}
		done += n
	}
	return data
}

func readText(file int) []byte {
	length := read(file, 4)
	if length == nil {
		return nil
	}
	return read(file, int(length[0])<<24|int(length[1])<<16|int(length[2])<<8|int(length[3]))
}

func readAll(file int) []byte {
	var data []byte
	buffer := make([]byte, 64<<10)
	for {
		n, err := syscall.Read(file, buffer)
		if err == syscall.EINTR {
			continue
		}
		if err != nil || n <= 0 {
			return data
		}
		data = append(data, buffer[:n]...)
	}
}
