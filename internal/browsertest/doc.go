// Package browsertest looks at a built site as a reader does: in Chromium.
//
// The test builds the program, builds three journals with a base path, the one of this repository on its first day, one
// that has been kept for a while and the demo's half year, serves each as GitHub Pages would, and visits home, post,
// tracker, comparison and 404, in light and dark, on a phone of 320 px and on a desktop. It wants no failed request, no request to another
// host, no message in the console (which is where a violation of the content security policy shows), no violation of
// axe's accessibility rules, and no page that scrolls sideways.
//
// It is a module of its own, so that the browser's driver is no dependency of studylog. It needs Chromium and, for
// axe-core, npm: make browser runs `npm ci` first. Without them it fails; it is never skipped.
//
//	go test -shots DIR     also writes a picture of each page
package browsertest
