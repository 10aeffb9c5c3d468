package site

import "time"

// websiteLD describes the journal (schema.org Blog).
func (p *Plan) websiteLD() any {
	ld := map[string]any{"@context": "https://schema.org", "@type": "Blog", "name": p.Settings.Title, "inLanguage": p.Settings.Language}
	if p.Base.Known() {
		ld["url"] = p.Base.Abs("/")
	}
	if p.Settings.Description != "" {
		ld["description"] = p.Settings.Description
	}
	if a := p.authorLD(); a != nil {
		ld["author"] = a
	}
	return ld
}

func (p *Plan) authorLD() any {
	a := p.Settings.Author
	if a.Name == "" {
		return nil
	}
	ld := map[string]any{"@type": "Person", "name": a.Name}
	if a.URL != "" {
		ld["url"] = a.URL
	}
	return ld
}

// postingLD describes a post (schema.org BlogPosting).
func (p *Plan) postingLD(post *Post, image string) any {
	if !p.Base.Known() {
		return nil
	}
	ld := map[string]any{
		"@context": "https://schema.org", "@type": "BlogPosting", "headline": post.Meta.Title, "url": p.Base.Abs(post.URL),
		"mainEntityOfPage": p.Base.Abs(post.URL), "datePublished": post.Date.Format(time.RFC3339), "dateModified": p.updatedAt(post).Format(time.RFC3339),
	}
	if s := summary(post); s != "" {
		ld["description"] = s
	}
	if a := p.authorLD(); a != nil {
		ld["author"] = a
	}
	if image != "" {
		ld["image"] = p.Base.Abs(image)
	}
	if len(post.Meta.Tags) > 0 {
		ld["keywords"] = post.Meta.Tags
	}
	return ld
}
