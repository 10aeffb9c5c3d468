package content

import (
	"strings"

	"studylog/internal/decode"
	"studylog/internal/diag"
)

// An Origin is a key of a front matter that states a field of its page.
type Origin struct {
	Key   string // as it is spelt there: "pubDate"
	Value string // on one line
	Pos   diag.Pos
}

// fields are what a front matter states, by our name for it, with every key that it goes by.
var fields = map[string][]string{
	"title": titleKeys, "date": dateKeys, "updated": updatedKeys, "publishDate": {"publishDate", "published"}, "expiryDate": expiryKeys,
	"slug": slugKeys, "url": urlKeys, "aliases": aliasKeys, "tags": tagKeys, "description": descriptionKeys, "author": authorKeys,
	"image": imageKeys, "kind": {"kind"}, "series": {"series"}, "lang": {"lang"}, "layout": {"layout"}, "progress": {"progress"}, "compare": {"compare"},
}

// Origins reads the front matter of a page once more, and finds the keys that each field comes from: the one that
// counts first. "draft" has the keys that keep the page back.
func Origins(path string, src []byte) map[string][]Origin {
	header, _ := decode.Split(path, src)
	found := map[string][]Origin{}
	for field, keys := range fields {
		for _, key := range keys {
			if f, ok := header.Root.Field(key); ok && !f.Value.Absent() {
				found[field] = append(found[field], origin(f))
			}
		}
	}
	_, stated := header.Root.Field("draft")
	for _, f := range header.Root.Fields {
		if keepsBack(f) || !stated && hides(f) {
			found["draft"] = append(found["draft"], origin(f))
		}
	}
	return found
}

// keepsBack says whether one of our own keys holds a page back: by what it says, or because it cannot be understood.
func keepsBack(f decode.Field) bool {
	v, ok := f.Value.StrictBool()
	switch strings.ToLower(f.Key) {
	case "draft":
		return v || !ok
	case "publish":
		return !f.Value.Absent() && (!v || !ok)
	case "published":
		s, _ := f.Value.Str()
		_, noDate := parseStamp(s)
		return !f.Value.Absent() && (ok && !v || !ok && noDate != "")
	}
	return false
}

func origin(f decode.Field) Origin {
	value := "…"
	if texts, _, ok := f.Value.Strings(); ok {
		value = oneLine(strings.Join(texts, ", "))
	}
	return Origin{Key: f.Key, Value: value, Pos: f.KeyPos}
}

// WhyNotRead says why a file is no part of the journal, by its path alone, and what would make it one; "" if it may be.
func WhyNotRead(path string) (why, cure string) {
	for part := range strings.SplitSeq(path, "/") {
		if !passedOver(part) {
			continue
		}
		switch {
		case strings.HasPrefix(part, "_"):
			return "its name begins with _", "rename it without the _"
		case strings.HasPrefix(part, "."):
			return "its name begins with a dot", "rename it without the dot"
		case strings.HasPrefix(part, "#"):
			return "its name begins with #", "rename it without the #"
		}
		return "its name is that of a backup or of an unfinished file", "give it another ending"
	}
	switch {
	case !under(Root, path) || !isMarkdown(path):
		return "", ""
	case isReadme(path) && !under(PostsDir, path):
		return "it is a README, for whoever looks into the folder", "rename it"
	case isIndex(path) && (path == PostsDir+"/index.md" || path == PagesDir+"/index.md"):
		return "the folder makes its own index", "give it a folder of its own: a-name/index.md"
	case !under(PostsDir, path) && !under(PagesDir, path) && !under(ComparisonsDir, path):
		return "it lies neither under " + PostsDir + " nor under " + PagesDir, "move it into one of them"
	}
	return "", ""
}
