package runner

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/charmscenario/scenario/hooktool"
)

// What tool/main.go sends and is sent: see there.
const (
	wantInput  = 'i'
	sendResult = 'r'

	maxTexts = 1 << 20 // words of one command line
	maxText  = 64 << 20
)

// accept serves one call for each connection.
func (t *Tools) accept(ctx context.Context) {
	for {
		connection, err := t.listener.Accept()
		if err != nil {
			return // closed
		}
		t.mu.Lock()
		if t.closed {
			connection.Close()
		} else {
			t.connections[connection] = true
			t.served.Go(func() { t.serve(ctx, connection) })
		}
		t.mu.Unlock()
	}
}

func (t *Tools) serve(ctx context.Context, connection net.Conn) {
	defer func() {
		t.mu.Lock()
		delete(t.connections, connection)
		t.mu.Unlock()
		connection.Close()
	}()
	from := bufio.NewReader(connection)
	texts, err := readTexts(from)
	if err != nil || len(texts) < 3 {
		return // no tool of ours
	}
	result := t.carryOut(ctx, texts[0], texts[1], texts[2:], &input{from: from, to: connection})
	reply := []byte{sendResult, byte(result.Code)}
	for _, output := range [][]byte{result.Stdout, result.Stderr} {
		reply = binary.BigEndian.AppendUint32(reply, uint32(len(output)))
		reply = append(reply, output...)
	}
	connection.Write(reply)
}

// carryOut runs one tool; dir is the working directory of its caller.
func (t *Tools) carryOut(ctx context.Context, contextID, dir string, argv []string, stdin io.Reader) hooktool.Result {
	if contextID != t.contextID {
		text := fmt.Sprintf("ERROR bad request: wrong context ID; got %q\n", contextID)
		if !t.session.Hook.JujuVersion.AtLeast(3, 6, 0) {
			text = fmt.Sprintf("ERROR bad request: expected context id %q, got %q\n", t.contextID, contextID)
		}
		return hooktool.Result{Code: 1, Stderr: []byte(text)}
	}
	t.running.Lock()
	defer t.running.Unlock()
	session := *t.session
	session.CharmDir = dir
	result := hooktool.Command(ctx, session, argv, stdin)
	t.called(session, argv, result)
	return result
}

// input is the standard input of a tool. It is asked for when it is first read: most tools want none, and
// theirs may never end.
type input struct {
	from io.Reader
	to   io.Writer
	text *bytes.Reader
}

// Read reads what the caller of the tool has on its standard input.
func (in *input) Read(p []byte) (int, error) {
	if in.text == nil {
		if _, err := in.to.Write([]byte{wantInput}); err != nil {
			return 0, err
		}
		text, err := readText(in.from)
		if err != nil {
			return 0, err
		}
		in.text = bytes.NewReader(text)
	}
	return in.text.Read(p)
}

var errTooLong = errors.New("a text is too long")

func readTexts(from io.Reader) ([]string, error) {
	count, err := readNumber(from)
	if err != nil || count > maxTexts {
		return nil, errors.Join(err, errTooLong)
	}
	var texts []string
	for range count {
		text, err := readText(from)
		if err != nil {
			return nil, err
		}
		texts = append(texts, string(text))
	}
	return texts, nil
}

func readText(from io.Reader) ([]byte, error) {
	length, err := readNumber(from)
	if err != nil {
		return nil, err
	}
	if length > maxText {
		return nil, errTooLong
	}
	text := make([]byte, length)
	_, err = io.ReadFull(from, text)
	return text, err
}

func readNumber(from io.Reader) (uint32, error) {
	var number [4]byte
	_, err := io.ReadFull(from, number[:])
	return binary.BigEndian.Uint32(number[:]), err
}
