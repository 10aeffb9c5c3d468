// Package site turns a loaded journal into a site: it decides, and then renders on demand.
//
// [NewPlan] takes a [content.Tree], the options and a moment, and decides everything: which posts are admitted
// (drafts, future and expired ones are kept out here, once, so that they can leak nowhere), where each page lives,
// what the tracker and the comparisons say, where every link leads. Everything that can be wrong in the content is
// found by then and comes back as diagnostics with their places, all in one run.
//
// [Plan.Output] gives a [vfs.Tree] whose files render when they are opened. The key of a file is the hash of all that
// it is rendered from (what stands for its source, what other files say of it, where its links lead, the settings, the
// templates), got without rendering it, so that a build skips what did not change.
//
// A server asks for less: [Again] takes over what stands of the last plan, and gives the plan that [NewPlan] would;
// [Plan.Preview] is the site without keys, which renders the one page that a browser asks for.
//
//	plan.go       all steps of a plan, in order   again.go   those that an edit asks for
//	admit.go      who is published, and why not
//	permalink.go  where a page lives              routes.go  that no two want one path
//	url.go        the one function that makes URLs
//	links.go      where a link leads              images.go  pictures and files beside the posts
//	body.go       holes of a parsed post, filled  embed.go   comparisons within posts
//	theme.go      templates and the theme's files trial.go   what is wrong with them
//	views.go      what templates see              base.go    what every page says
//	lists.go post.go tags.go strip.go where.go   the blog
//	tracker.go figures.go standing.go evidence.go charts.go year.go resource.go calendar.go   the tracker
//	comparison.go history.go                      the comparisons
//	feeds.go jsonld.go                            what other programs read
//	output.go     the tree                        keys.go    what its files are made of
//	preview.go    the same without keys
//	explain.go remarks.go world.go                what explain and check ask of a plan
//
// Codes of links: L201 a link that leads nowhere, L202 an anchor that is not there, L203 a missing image, L204 an
// image that cannot be read, L205 an image on another host. A build warns of them; check takes them for errors.
//
// The moment decides only what is published: no byte of the site is derived from it.
package site
