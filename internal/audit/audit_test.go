package audit

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"studylog/internal/diag"
)

// site makes an output tree; a page's body stands in a page that has nothing wrong with it.
func site(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, body := range files {
		if strings.HasSuffix(name, ".html") && !strings.HasPrefix(body, "<!doctype") {
			body = `<!doctype html><html lang="en"><title>T</title><body>` + body
		}
		fsys[name] = &fstest.MapFile{Data: []byte(body)}
	}
	return fsys
}

func said(l diag.List) string {
	var out []string
	for _, d := range l {
		line := fmt.Sprintf("%s: %s[%s]: %s", d.Pos, d.Severity, d.Code, d.Msg)
		if d.Hint != "" {
			line += " / " + d.Hint
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// around is a site with something to link to.
var around = map[string]string{
	"posts/x/index.html":   `<h1 id="Top-Level">x</h1><a name="old"></a><p id="schön">`,
	"notes.html":           `<p>`,
	"file":                 ``,
	"assets/a.css":         ``,
	"img/Photo.png":        ``,
	"img/my photo.png":     ``,
	"folder/data.csv":      ``,
	"tracker/a/index.html": `<p>`,
}

func TestLinks(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"what resolves", `<a href="/b/posts/x/">a</a> <a href="../posts/x/#Top-Level">b</a> <a href="/b/">c</a> <a href="/b">d</a>
			<a href="/b/notes">e</a> <a href="/b/notes.html">f</a> <a href="/b/file?x=1#y">g</a> <a href="#">h</a> <a href="#top">i</a>
			<a href="">j</a> <a href="?q=1">k</a> <a href="/b/posts/x/index.html">l</a> <a href="/b/posts/x/#old">m</a>
			<a href="/b/posts/x/#sch%C3%B6n">n</a> <a href="/b/posts/x/#schön">o</a> <a href="/b/img/my%20photo.png">p</a>
			<a href="/b/posts/x/#:~:text=hi">q</a> <a href="mailto:a@b.c">r</a> <a href="https://example.org/x#y">s</a>
			<a href="https://ada.github.io/b/posts/x/">t</a> <a href="https://ada.github.io/other/">u</a> <a href="//example.org">v</a>`, ``},
		{
			"no such page", `<a href="/b/posts/y/">y</a>`,
			`me/index.html: error[A101]: the link /b/posts/y/ leads nowhere: there is no such file`,
		},
		{
			"absolute, but ours", `<a href="https://ADA.github.io/b/posts/y/">y</a>`,
			`me/index.html: error[A101]: the link https://ADA.github.io/b/posts/y/ leads nowhere: there is no such file`,
		},
		{
			"moved elsewhere", `<a href="/b/x/">y</a>`,
			`me/index.html: error[A101]: the link /b/x/ leads nowhere: there is no such file / did you mean /b/posts/x/?`,
		},
		{
			"a folder needs its slash", `<a href="/b/posts/x">y</a>`,
			`me/index.html: warning[A201]: the link /b/posts/x costs a redirect to /b/posts/x/ / end it with a slash`,
		},
		{
			"a file does not", `<a href="/b/file/">y</a>`,
			`me/index.html: error[A101]: the link /b/file/ leads nowhere: a file's path ends without a slash / write /b/file`,
		},
		{
			"a folder without a page", `<a href="/b/folder/">y</a>`,
			`me/index.html: error[A101]: the link /b/folder/ leads nowhere: the folder has no index.html`,
		},
		{
			"case of a page", `<a href="/b/Posts/X/">y</a>`,
			`me/index.html: error[A101]: the link /b/Posts/X/ leads nowhere: there is no such file / names are case-sensitive: did you mean /b/posts/x/?`,
		},
		{
			"case of a folder without a slash", `<a href="/b/posts/X">y</a>`,
			`me/index.html: error[A101]: the link /b/posts/X leads nowhere: there is no such file / names are case-sensitive: did you mean /b/posts/x/?`,
		},
		{
			"case of a file", `<img src="/b/img/photo.png" alt="" width=1 height=1>`,
			`me/index.html: error[A101]: the image /b/img/photo.png leads nowhere: there is no such file / names are case-sensitive: did you mean /b/img/Photo.png?`,
		},
		{
			"outside the base", `<a href="/posts/x/">y</a>`,
			`me/index.html: error[A103]: the link /posts/x/ leaves the site / the site lives below /b/: begin the link with that`,
		},
		{
			"climbing out", `<a href="../../../x/">y</a>`,
			`me/index.html: error[A103]: the link ../../../x/ leaves the site / the site lives below /b/: begin the link with that`,
		},
		{
			"no such anchor", `<a href="/b/posts/x/#nothing">y</a>`,
			`me/index.html: error[A102]: the link /b/posts/x/#nothing leads to no place on its page: posts/x/index.html has no id "nothing"`,
		},
		{
			"an anchor's case", `<a href="/b/posts/x/#top-level">y</a>`,
			`me/index.html: error[A102]: the link /b/posts/x/#top-level leads to no place on its page: posts/x/index.html has no id "top-level" / names are case-sensitive: did you mean #Top-Level?`,
		},
		{
			"an anchor of its own", `<a href="#here">y</a>`,
			`me/index.html: error[A102]: the link #here leads to no place on its page: me/index.html has no id "here"`,
		},
		{
			"srcset", `<img src="/b/file" srcset="/b/file 1x, /b/no,1.png 2x,/b/no2.png, /b/file" alt="" width=1 height=1>`,
			`me/index.html: error[A101]: the image /b/no,1.png leads nowhere: there is no such file
			me/index.html: error[A101]: the image /b/no2.png leads nowhere: there is no such file`,
		},
		{
			"assets", `<link rel=stylesheet href="/b/no.css"><link rel=alternate type="application/atom+xml" href="/b/no.xml"><script src="/b/no.js"></script>
			<video poster="/b/no.png" src="/b/no.mp4"></video><noscript><iframe src="/b/no.html"></iframe></noscript>`,
			`me/index.html: error[A101]: the feed /b/no.xml leads nowhere: there is no such file
			me/index.html: error[A101]: the frame /b/no.html leads nowhere: there is no such file
			me/index.html: error[A101]: the image /b/no.png leads nowhere: there is no such file
			me/index.html: error[A101]: the script /b/no.js leads nowhere: there is no such file
			me/index.html: error[A101]: the style sheet /b/no.css leads nowhere: there is no such file
			me/index.html: error[A101]: the video /b/no.mp4 leads nowhere: there is no such file`,
		},
		{
			"requests to other hosts", `<img src="https://example.org/a.png" alt="" width=1 height=1><script src="//example.org/a.js"></script>
			<link rel=preconnect href="https://fonts.example.org"><svg><image href="https://example.org/b.png"/></svg>`,
			`me/index.html: error[A104]: the connection https://fonts.example.org is requested from another host / keep a copy in the journal: no request leaves the site
			me/index.html: error[A104]: the image https://example.org/a.png is requested from another host / keep a copy in the journal: no request leaves the site
			me/index.html: error[A104]: the picture https://example.org/b.png is requested from another host / keep a copy in the journal: no request leaves the site
			me/index.html: error[A104]: the script //example.org/a.js is requested from another host / keep a copy in the journal: no request leaves the site`,
		},
		{
			"schemes", `<a href="javascript:alert(1)">y</a><a href="data:text/html,x">z</a><img src="data:image/gif;base64,AAAA" alt="" width=1 height=1>`,
			`me/index.html: error[A105]: the link data:text/html,x has the scheme "data" / use http, https or mailto
			me/index.html: error[A105]: the link javascript:alert(1) has the scheme "javascript" / use http, https or mailto`,
		},
		{"no address", `<img src=" " alt="" width=1 height=1><a href="">y</a>`, `me/index.html: error[A101]: the image has no address`},
		{"no URL", `<a href="http://[x">y</a>`, `me/index.html: error[A101]: the link "http://[x" is no URL`},
		{
			"a redirect page", `<meta http-equiv="refresh" content="0; url=/b/gone/">`,
			`me/index.html: error[A101]: the link /b/gone/ leads nowhere: there is no such file`,
		},
		{
			"preview image", `<meta property="og:image" content="https://ada.github.io/b/no.png"><meta property="og:url" content="https://ada.github.io/b/">`,
			`me/index.html: error[A101]: the preview image https://ada.github.io/b/no.png leads nowhere: there is no such file`,
		},
		{
			"the same twice is said once", `<a href="/b/y/">y</a><a href="/b/y/">y</a>`,
			`me/index.html: error[A101]: the link /b/y/ leads nowhere: there is no such file`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"me/index.html": tt.body, "index.html": "<p>"}
			for k, v := range around {
				files[k] = v
			}
			got := said(Check(site(files), nil, Options{BasePath: "/b/", Origin: "https://ada.github.io"}))
			if d := cmp.Diff(strings.ReplaceAll(tt.want, "\t", ""), got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestAccessibility(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"nothing wrong", `<h1>a</h1><h2>b</h2><h3>c</h3><h2>d</h2><a href="#"><img src="data:," alt="x" width=1 height=1></a><a href="#" aria-label="y"></a>`, ``},
		{"ids", `<p id=a><p id=a><p id=b><a id=c name=c></a>`, `index.html: warning[A202]: the id "a" stands twice on the page`},
		{
			"images", `<img src="data:,"><img src="data:," alt="" width=1>`,
			`index.html: warning[A203]: the image data:, has no alt text / describe it, or say alt="" if it only adorns
			index.html: warning[A204]: the image data:, has no width and height / without it the page jumps while it loads`,
		},
		{"levels", `<h2>a</h2><h4>b</h4>`, `index.html: warning[A205]: the heading "b" of level 4 follows one of level 2`},
		{"names of links", `<a href="#"> <svg></svg></a><a id=x></a>`, `index.html: warning[A206]: the link to # has no name / give it text, or an aria-label`},
		{
			"language and title", `<!doctype html><svg><title>not this</title></svg>`,
			`index.html: warning[A207]: the page does not state its language
			index.html: warning[A208]: the page has no title`,
		},
		{"two h1", `<h1>a</h1><h1>b</h1>`, `index.html: warning[A209]: the page has 2 headings of level 1 / begin the sections of a post with ##`},
		{"a template is no part of the page", `<template><img src="/no.png"><h5>x</h5></template>`, ``},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := said(Check(site(map[string]string{"index.html": tt.body}), nil, Options{}))
			if d := cmp.Diff(strings.ReplaceAll(tt.want, "\t", ""), got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestNotFoundIsServedAtAnyDepth(t *testing.T) {
	got := said(Check(site(map[string]string{"404.html": `<a href="posts/">p</a><a href="#">t</a><a href="/posts/">q</a>`, "posts/index.html": "<p>"}), nil, Options{}))
	want := `404.html: warning[A210]: the link "posts/" is relative, but 404.html is served at any depth / begin it with /`
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestFeeds(t *testing.T) {
	files := map[string]string{
		"x/index.html": `<p>`,
		"feed.xml": `<feed xmlns="http://www.w3.org/2005/Atom"><id>https://ada.github.io/j/not-an-address</id>
			<link href="https://ada.github.io/j/x/"/><link href="https://ada.github.io/j/y/"/>
			<entry><content type="html">&lt;p>&lt;a href="/j/x/">rel&lt;/a>&lt;a href="z/">rel&lt;/a>&lt;img src="https://ada.github.io/j/no.png">&lt;a href="#fn1">1&lt;/a></content></entry></feed>`,
		"sitemap.xml": `<urlset><url><loc>https://ada.github.io/j/x/</loc></url><url><loc>https://ada.github.io/j/X/</loc></url></urlset>`,
		"feed.json":   `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"https://ada.github.io/j/none","url":"https://ada.github.io/j/w/","content_html":"<a href=\"https://ada.github.io/j/v/\">v</a>"}]}`,
		"data.json":   `{"url":"https://ada.github.io/j/nothing"}`,
		"bad.json":    `{`,
		"bad.xml":     `<a>`,
	}
	got := said(Check(site(files), nil, Options{BasePath: "/j", Origin: "https://ada.github.io/"}))
	want := strings.ReplaceAll(`bad.json: error[A106]: the file is no JSON: unexpected end of JSON input
		bad.xml: error[A106]: the file is no XML: XML syntax error on line 1: unexpected EOF
		feed.json: error[A101]: the feed's link https://ada.github.io/j/v/ leads nowhere: there is no such file
		feed.json: error[A101]: the feed's link https://ada.github.io/j/w/ leads nowhere: there is no such file
		feed.xml: error[A101]: the feed's image https://ada.github.io/j/no.png leads nowhere: there is no such file
		feed.xml: error[A101]: the feed's link https://ada.github.io/j/y/ leads nowhere: there is no such file
		feed.xml: warning[A210]: the feed's link "z/" is relative: a feed is read elsewhere, where that leads nowhere
		sitemap.xml: error[A101]: the feed's link https://ada.github.io/j/X/ leads nowhere: there is no such file / names are case-sensitive: did you mean /j/x/?`, "\t", "")
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got := said(Check(site(map[string]string{"feed.xml": files["feed.xml"]}), nil, Options{})); got != "" {
		t.Errorf("without an origin: %s", got)
	}
}

func TestStyleSheets(t *testing.T) {
	files := map[string]string{
		"css/site.css": `@import "no.css"; a { background: url(../img/a.png) } /* url(comment.png) */
			b { background: url("https://example.org/x.png"), url('no.png'), url(#clip), url(data:image/png;base64,AA) }`,
		"img/a.png": ``,
	}
	got := said(Check(site(files), nil, Options{}))
	want := strings.ReplaceAll(`css/site.css: error[A101]: the style sheet's file no.css leads nowhere: there is no such file
		css/site.css: error[A101]: the style sheet's file no.png leads nowhere: there is no such file
		css/site.css: error[A104]: the style sheet's file https://example.org/x.png is requested from another host / keep a copy in the journal: no request leaves the site`, "\t", "")
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestSource(t *testing.T) {
	list := Check(site(map[string]string{"posts/a/index.html": `<a href="/no/">n</a>`, "index.html": `<a href="/no2/">n</a>`}), nil,
		Options{Source: func(page string) string {
			if page == "posts/a/index.html" {
				return "content/posts/a.md"
			}
			return ""
		}})
	want := "content/posts/a.md: error[A101]: the link /no/ leads nowhere: there is no such file (in posts/a/index.html)\n" +
		"index.html: error[A101]: the link /no2/ leads nowhere: there is no such file"
	if d := cmp.Diff(want, said(list)); d != "" {
		t.Error(d)
	}
}

// What every page says is the theme's, and said once; what some posts say is theirs.
func TestSharedFindings(t *testing.T) {
	files := map[string]string{}
	for i := range 20 {
		body := `<a href="/nav/">n</a>`
		if i < 6 {
			body += `<a href="/some/">s</a>`
		}
		files[fmt.Sprintf("p%02d/index.html", i)] = body
	}
	list := Check(site(files), nil, Options{})
	if len(list) != 7 {
		t.Fatalf("%d findings:\n%s", len(list), said(list))
	}
	want := "p00/index.html: error[A101]: the link /nav/ leads nowhere: there is no such file (and on 19 more pages: the theme's, or a setting's)"
	if !strings.Contains(said(list), want) {
		t.Error(said(list))
	}
}

func TestUnreadableFile(t *testing.T) {
	list := Check(fstest.MapFS{}, []string{"index.html"}, Options{})
	if len(list) != 1 || list[0].Code != Unreadable || list[0].Severity != diag.Error {
		t.Error(said(list))
	}
}

func TestSameWhateverTheOrder(t *testing.T) {
	files := map[string]string{}
	var paths, reversed []string
	for i := range 50 {
		p := fmt.Sprintf("p%02d/index.html", i)
		files[p] = fmt.Sprintf(`<a href="/no%d/">n</a><img src="/i%d.png"><p id=a><p id=a>`, i, i)
		paths = append(paths, p)
		reversed = append([]string{p}, reversed...)
	}
	a, b := said(Check(site(files), paths, Options{})), said(Check(site(files), reversed, Options{}))
	if a != b {
		t.Error(cmp.Diff(a, b))
	}
}

func FuzzCheck(f *testing.F) {
	f.Add(`<a href="//[::1">x</a><img srcset="a,, b 2x,">`, `<a><b>`)
	f.Add(`<base href="%zz"><a href="x">`, `{"version":"jsonfeed.org","url":["x"]}`)
	f.Add(strings.Repeat("<div>", 600), `<feed><link href=":"/></feed>`)
	f.Fuzz(func(t *testing.T, page, feed string) {
		files := fstest.MapFS{"a/index.html": {Data: []byte(page)}, "f.xml": {Data: []byte(feed)}, "f.json": {Data: []byte(feed)}, "s.css": {Data: []byte(page)}}
		for _, d := range Check(files, nil, Options{BasePath: "/b/", Origin: "https://ada.github.io"}) {
			if d.File == "" || d.Msg == "" || d.Code == "" {
				t.Errorf("%+v", d)
			}
		}
	})
}
