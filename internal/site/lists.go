package site

import (
	"fmt"
)

// pagePath is the site path of the n-th page of the home list.
func pagePath(n int) string {
	if n <= 1 {
		return "/"
	}
	return fmt.Sprintf("/page/%d/", n)
}

func (p *Plan) perPage() int { return max(1, p.Settings.Paginate) }

func (p *Plan) homePages() int {
	return max(1, (len(p.Posts)+p.perPage()-1)/p.perPage())
}

// homePosts are those of the n-th page of the newest posts.
func (p *Plan) homePosts(n int) []*Post {
	first := (n - 1) * p.perPage()
	return p.Posts[first:min(len(p.Posts), first+p.perPage())]
}

// homeView is the n-th page of the newest posts; the first one also says where the student is.
func (p *Plan) homeView(n int) HomeView {
	v := p.homeFrame(n)
	for _, post := range p.homePosts(n) {
		v.Posts = append(v.Posts, p.postItem(post))
	}
	return v
}

// homeFrame is a home page without its posts, as every frame is what its page's key is made of.
func (p *Plan) homeFrame(n int) HomeView {
	v := HomeView{Heading: p.Settings.Title, Intro: p.Settings.Description}
	title := ""
	if n > 1 {
		title = fmt.Sprintf("Page %d", n)
		v.Intro = ""
	} else {
		v.Where = p.whereView()
	}
	v.Base = p.base(head{title: title, url: pagePath(n), script: true, jsonLD: p.websiteLD()})
	if total := p.homePages(); total > 1 {
		v.Pager = Pager{Number: n, Of: total}
		if n > 1 {
			v.Pager.Newer = p.Base.URL(pagePath(n - 1))
		}
		if n < total {
			v.Pager.Older = p.Base.URL(pagePath(n + 1))
		}
		v.All = &Link{fmt.Sprintf("All %d posts", len(p.Posts)), p.Base.URL("/posts/")}
	}
	return v
}

// postItem is a post as a list shows it.
func (p *Plan) postItem(post *Post) PostItem {
	it := PostItem{Title: post.Meta.Title, URL: p.Base.URL(post.URL), Date: day(post.Meta.Date.Day), Label: p.label(post), Summary: summary(post), Ribbon: p.ribbon(post)}
	if u := p.update(post); u != nil {
		it.Hours = hours(u.Minutes)
	}
	return it
}

// summary is what a list says of a post: its description, else its first words.
func summary(post *Post) string {
	if post.Meta.Description != "" || post.Doc == nil {
		return post.Meta.Description
	}
	return post.Doc.Lede
}

// archiveView lists every post by year.
func (p *Plan) archiveView() ListView {
	v := p.archiveFrame()
	for _, post := range p.Posts {
		year := fmt.Sprint(post.Meta.Date.Day.Year())
		if n := len(v.Groups); n == 0 || v.Groups[n-1].Name != year {
			v.Groups = append(v.Groups, ListGroup{Name: year})
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Posts = append(g.Posts, p.postItem(post))
	}
	return v
}

func (p *Plan) archiveFrame() ListView {
	return ListView{Heading: "Posts", Base: p.base(head{title: "Posts", description: "Every post, newest first.", url: "/posts/"})}
}

func (p *Plan) tagFrame(t *tag) ListView {
	return ListView{Heading: t.name, Intro: plural(len(t.posts), "post") + " with this tag.", Base: p.base(head{title: t.name, description: "Posts tagged " + t.name + ".", url: t.url})}
}

func (p *Plan) tagView(t *tag) ListView {
	v := p.tagFrame(t)
	g := ListGroup{}
	for _, post := range t.posts {
		g.Posts = append(g.Posts, p.postItem(p.now(post)))
	}
	v.Groups = []ListGroup{g}
	return v
}

func (p *Plan) tagsView() TagsView {
	v := TagsView{Heading: "Tags", Base: p.base(head{title: "Tags", description: "What the posts are about.", url: "/tags/"})}
	for _, t := range p.tags {
		v.Tags = append(v.Tags, TagCount{t.name, p.Base.URL(t.url), len(t.posts)})
	}
	return v
}

func (p *Plan) notFoundView() NotFoundView {
	return NotFoundView{
		Heading: "No page at this address",
		Base:    p.base(head{title: "No page at this address", url: "/404.html", noIndex: true}),
		Links:   []Link{{"Latest posts", p.Base.URL("/")}, {"All posts", p.Base.URL("/posts/")}, {"The tracker", p.Base.URL("/tracker/")}},
	}
}
