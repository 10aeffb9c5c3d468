package main

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"io/fs"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"studylog": main})
}

// The scripts run the true program. Beside testscript's own commands they have:
//
//	exits CODE COMMAND…   the command ends with this very code
//	nowhere TEXT FOLDER   no file in the folder, and no name of one, has the text
//	same FOLDER FOLDER    both hold the same files, byte by byte
//	photo FILE WIDTH HEIGHT   writes a photograph
//	sound PATH FOLDER     the folder is a site whose links all lead somewhere when it is served under the path
//
// It is noon on 15 November 2025 in all of them, unless they say otherwise.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("SOURCE_DATE_EPOCH", "1763208000")
			env.Setenv("NO_COLOR", "1")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "nowhere": nowhere, "photo": photo, "same": same, "sound": sound,
		},
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	if neg || err != nil || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func photo(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: photo FILE WIDTH HEIGHT")
	}
	w, err := strconv.Atoi(args[1])
	ts.Check(err)
	h, err := strconv.Atoi(args[2])
	ts.Check(err)
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = uint8(i % w * (i / w) / 256)
	}
	var b bytes.Buffer
	ts.Check(jpeg.Encode(&b, m, nil))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o666))
}

func nowhere(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: nowhere TEXT FOLDER")
	}
	files := 0
	err := fs.WalkDir(os.DirFS(ts.MkAbs(args[1])), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		data, err := os.ReadFile(ts.MkAbs(args[1] + "/" + name))
		if strings.Contains(strings.ToLower(name), strings.ToLower(args[0])) || bytes.Contains(data, []byte(args[0])) {
			ts.Fatalf("%q is in %s/%s", args[0], args[1], name)
		}
		return err
	})
	ts.Check(err)
	if files == 0 {
		ts.Fatalf("there is no file in %s", args[1])
	}
}

func same(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: same FOLDER FOLDER")
	}
	diff := difference(os.DirFS(ts.MkAbs(args[0])), os.DirFS(ts.MkAbs(args[1])))
	if neg && len(diff) == 0 {
		ts.Fatalf("%s and %s are the same", args[0], args[1])
	}
	if !neg && len(diff) > 0 {
		ts.Fatalf("%s and %s differ: %s", args[0], args[1], strings.Join(diff, ", "))
	}
}

// difference lists the files that two folders do not share.
func difference(a, b fs.FS) (list []string) {
	x, y := contents(a), contents(b)
	for name, data := range x {
		if other, ok := y[name]; !ok {
			list = append(list, name+" is gone")
		} else if other != data {
			list = append(list, name+" changed")
		}
	}
	for name := range y {
		if _, ok := x[name]; !ok {
			list = append(list, name+" is new")
		}
	}
	return list
}

func contents(fsys fs.FS) map[string]string {
	m := map[string]string{}
	_ = fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			data, _ := fs.ReadFile(fsys, name)
			m[name] = string(data)
		}
		return nil
	})
	return m
}
