package runner

import (
	"crypto/sha256"
	_ "embed" // for the source of the tools' program
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
)

// toolSource is the program that plays hook tools. Its only imports are of the standard library.
//
//go:embed tool/main.go
var toolSource []byte

// toolProgram returns the path of the program that plays hook tools. It is built when it is not there yet,
// once for this user, this version of Go and this source: a running test binary could play the tools too,
// but takes several times as long to start.
func toolProgram() (string, error) {
	dir, err := cacheDir()
	if err != nil {
		return "", fmt.Errorf("cannot build the hook tools: no directory to keep them in: %w", err)
	}
	sum := sha256.New()
	fmt.Fprintln(sum, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	sum.Write(toolSource)
	building.Lock()
	defer building.Unlock()
	path := filepath.Join(dir, "hooktool-"+hex.EncodeToString(sum.Sum(nil))[:20])
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
		return path, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("cannot build the hook tools: %w", err)
	}
	return path, buildTool(dir, path)
}

// building keeps the tests of one process from building the same program side by side. Those of several
// processes may: the last one wins, and all are equal.
var building sync.Mutex

// cacheDir is beside what Go itself keeps.
func cacheDir() (string, error) {
	if dir := os.Getenv("GOCACHE"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "charmscenario"), nil
	}
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "charmscenario"), err
}

// buildTool builds the program apart and moves it to its place, so that it is there whole or not at all.
func buildTool(dir, path string) error {
	command, err := exec.LookPath("go")
	if err != nil {
		return fmt.Errorf("cannot build the hook tools: %w: the first run of an executable charm needs the go command", err)
	}
	work, err := os.MkdirTemp(dir, "build-")
	if err != nil {
		return fmt.Errorf("cannot build the hook tools: %w", err)
	}
	defer os.RemoveAll(work)
	for name, text := range map[string][]byte{"main.go": toolSource, "go.mod": []byte("module hooktool\n\ngo 1.21\n")} {
		if err := os.WriteFile(filepath.Join(work, name), text, 0o600); err != nil {
			return fmt.Errorf("cannot build the hook tools: %w", err)
		}
	}
	build := exec.Command(command, "build", "-ldflags=-s -w", "-o", "hooktool", ".")
	build.Dir = work
	build.Env = append(os.Environ(), "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH, "CGO_ENABLED=0",
		"GOFLAGS=", "GOWORK=off", "GO111MODULE=on", "GOTOOLCHAIN=local")
	if output, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("cannot build the hook tools: %w\n%s", err, output)
	}
	if err := os.Rename(filepath.Join(work, "hooktool"), path); err != nil {
		return fmt.Errorf("cannot build the hook tools: %w", err)
	}
	return nil
}
