package internal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The import rules. A new arrow goes in here first, on purpose; internal/README.md says why they are as they are.

// arrows says which packages of this module a package may import. A package that is still to come has its rule already.
var arrows = map[string][]string{
	"civil":     {},
	"diag":      {},
	"slug":      {},
	"vfs":       {},
	"meter":     {},
	"lazy":      {},
	"store":     {},
	"study":     {"civil", "diag", "slug", "lazy"},
	"compare":   {"civil", "diag", "slug", "lazy"},
	"decode":    {"diag", "lazy"},
	"highlight": {"store"},
	"markdown":  {"diag", "slug", "highlight", "lazy"},
	"content":   {"civil", "diag", "slug", "decode", "study", "compare", "markdown", "store", "vfs", "meter", "lazy"},
	"media":     {"diag", "store", "lazy"},
	"chart":     {"civil", "study"},
	"site":      {"civil", "content", "decode", "study", "compare", "markdown", "media", "chart", "slug", "diag", "vfs", "lazy"},
	"audit":     {"diag", "vfs", "meter", "lazy"},
	"scan":      {"diag", "lazy"},
	"linkcheck": {},
	"disk":      {"vfs", "diag", "meter"},
	"serve":     {"diag", "vfs"},
	"publish":   {"diag", "vfs", "meter", "lazy"},
	"migrate":   {"content", "decode", "diag"},
	"demo":      {},
	"bench":     {}, // a program of its own, which measures the true one from outside
}

// homes says where a library lives: its types never leave that package. cmd is the command.
var homes = map[string][]string{
	"golang.org/x/text":                 {"slug"},
	"github.com/adrg/frontmatter":       {"decode"},
	"go.yaml.in/yaml":                   {"decode"},
	"github.com/BurntSushi/toml":        {"decode"},
	"github.com/agnivade/levenshtein":   {"decode"},
	"github.com/alecthomas/chroma":      {"highlight"},
	"github.com/dlclark/regexp2":        {"highlight"},
	"github.com/yuin/goldmark":          {"markdown"},
	"github.com/yuin/goldmark-emoji":    {"markdown"},
	"github.com/bep/goat":               {"markdown"},
	"github.com/invopop/jsonschema":     {"content"},
	"golang.org/x/image":                {"media"},
	"github.com/HugoSmits86/nativewebp": {"media"},
	"github.com/bep/imagemeta":          {"media"},
	"html/template":                     {"site", "serve"}, // serve: the page that lays mistakes over the site
	"github.com/tdewolff/minify":        {"site"},
	"golang.org/x/net":                  {"audit"},
	"golang.org/x/sys":                  {"disk"},
	"github.com/fsnotify/fsnotify":      {"serve"},
	"github.com/spf13/cobra":            {"cmd"},
	"github.com/spf13/pflag":            {"cmd"},
	"github.com/fatih/color":            {"cmd"},

	// Of the standard library, what reaches outside. Elsewhere an fs.FS comes in, and path is for its names.
	"os":            {"cmd", "disk", "store", "serve", "publish", "migrate", "bench"},
	"path/filepath": {"cmd", "disk", "store", "serve", "publish", "migrate", "bench"},
	"os/exec":       {"cmd", "publish", "bench"},
	"os/signal":     {"cmd"},
	"net":           {"cmd", "serve", "bench", "linkcheck"}, // cmd: the form of an address
	"net/http":      {"serve", "bench", "linkcheck"},
	"syscall":       {"cmd", "disk", "serve", "bench", "linkcheck"},
	"log":           {},
	"math/rand":     {},
	"math/rand/v2":  {},
	"unsafe":        {},
}

// onlyMain is what only main.go may call: there the outside world comes in, and is handed down. bench is outside itself.
var onlyMain = map[string][]string{
	"time": {"Now", "Since", "Until"},
	"os":   {"Getenv", "LookupEnv", "Environ", "Args", "Stdin", "Stdout", "Stderr", "Exit", "Getwd"},
}

// clocked are the packages that may read the clock all the same, to wait with: disk for the lock of another run, serve
// for a browser, and to say how long a build took. Neither makes a byte of a site.
var clocked = []string{"disk", "serve"}

func TestImports(t *testing.T) {
	for _, f := range sources(t) {
		for _, spec := range f.ast.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			if problem := f.judge(name); problem != "" {
				t.Errorf("%s: %s", f.at(spec), problem)
			}
		}
	}
}

// judge says what is wrong with an import of name, or "".
func (f source) judge(name string) string {
	switch own, ok := strings.CutPrefix(name, "studylog/internal/"); {
	case ok && f.pkg == "cmd":
		return ""
	case ok && !slices.Contains(arrows[f.pkg], own):
		return f.pkg + " may not import " + own
	case ok:
		return ""
	case strings.HasPrefix(name, "studylog/"):
		return "nothing imports the command"
	case name == "studylog" && f.pkg != "cmd":
		return "only the command imports the root package"
	case name == "studylog":
		return ""
	}
	for lib, home := range homes {
		if inModule(name, lib) && !slices.Contains(home, f.pkg) {
			return name + " lives in " + strings.Join(append(home, ""), " ") + "only"
		}
	}
	if host, _, _ := strings.Cut(name, "/"); strings.Contains(host, ".") && !hasHome(name) {
		return name + " has no home yet: give it one here and in internal/README.md"
	}
	return ""
}

// inModule reports whether an import path is of a library. A name of the standard library stands for itself alone.
func inModule(name, lib string) bool {
	return name == lib || strings.Contains(lib, ".") && strings.HasPrefix(name, lib+"/")
}

func hasHome(name string) bool {
	for lib := range homes {
		if inModule(name, lib) {
			return true
		}
	}
	return false
}

func TestOnlyMainReadsTheWorld(t *testing.T) {
	for _, f := range sources(t) {
		if f.path == "cmd/studylog/main.go" || f.pkg == "bench" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := sel.X.(*ast.Ident)
			if !ok || pkg.Name == "time" && slices.Contains(clocked, f.pkg) {
				return true
			}
			if slices.Contains(onlyMain[pkg.Name], sel.Sel.Name) {
				t.Errorf("%s: %s.%s is for main.go only", f.at(n), pkg.Name, sel.Sel.Name)
			}
			return true
		})
	}
}

// Start-up is paid by every command: completion, too.
func TestNothingOfOursRunsAtStart(t *testing.T) {
	for _, f := range sources(t) {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: func init", f.at(d))
			}
		}
		if f.pkg == "bench" {
			continue
		}
		for _, d := range f.ast.Decls {
			if vars, ok := d.(*ast.GenDecl); ok && vars.Tok == token.VAR {
				ast.Inspect(vars, func(n ast.Node) bool {
					if sel, ok := n.(*ast.SelectorExpr); ok && strings.HasSuffix(sel.Sel.Name, "MustCompile") {
						t.Errorf("%s: compiled at each start; a lazy.Regexp waits until it is used", f.at(n))
					}
					_, later := n.(*ast.FuncLit)
					return !later
				})
			}
		}
	}
}

// Every package's comment is its manual, and every package has its import rule.
func TestPackagesHaveManuals(t *testing.T) {
	manual := map[string]bool{}
	for _, f := range sources(t) {
		manual[f.pkg] = manual[f.pkg] || f.ast.Doc != nil && len(f.ast.Doc.Text()) > 80
	}
	for pkg, ok := range manual {
		if !ok {
			t.Errorf("package %s has no comment that says what it is", pkg)
		}
		if _, known := arrows[pkg]; !known && pkg != "cmd" && pkg != "studylog" {
			t.Errorf("package %s has no import rule", pkg)
		}
	}
}

type source struct {
	path string // cmd/studylog/main.go
	pkg  string // site; cmd; studylog for the root
	ast  *ast.File
	set  *token.FileSet
}

func (f source) at(n ast.Node) string { return f.set.Position(n.Pos()).String() }

// sources parses every file of this module that is no test. The modules of their own in lint and browsertest have
// rules of their own.
func sources(t *testing.T) []source {
	t.Helper()
	root := os.DirFS("..")
	var list []source
	err := fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir():
			base := path.Base(name)
			if name == "internal/lint" || name == "internal/browsertest" || base == "testdata" || base == "node_modules" ||
				name != "." && strings.HasPrefix(base, ".") {
				return fs.SkipDir
			}
			return nil
		case !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		src, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, src, parser.ParseComments)
		if err != nil {
			return err
		}
		list = append(list, source{path: name, pkg: packageOf(name), ast: file, set: set})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		t.Fatal("no sources found")
	}
	return list
}

func packageOf(name string) string {
	parts := strings.Split(name, "/")
	switch {
	case len(parts) == 1:
		return "studylog"
	case parts[0] == "cmd":
		return "cmd"
	}
	return path.Dir(strings.TrimPrefix(name, "internal/"))
}
