// Package study is the domain of the tracker: what a post may say of progress, and what follows from all posts. It is
// pure: values in, values out, no files, no clock, no maps in any order that shows.
//
// # What it reads
//
// The small texts of a progress block: [ParseLine], [ParsePosition], [ParseAmount], [ParseDuration], [ParseSet]. They
// arrive raw, as they stand in the file, so that +2 is a step and 010 a mistake.
//
// # What it computes
//
// [Track] takes the plan (settings and catalogue) and the blocks of the admitted posts, in any order, and returns a
// [Tracker]: every figure of the tracker page, of `status` and of progress.json. All of it is as of T, the newest as_of
// of any block; nothing is relative to today. The cost is that of sorting what was stated.
//
// It promises: the arguments are not changed; the order of the blocks does not matter; a figure that does not exist is
// nil, empty or not OK, never 0; sums are made of whole minutes in exact arithmetic, so that kinds add up to the overall
// and the files to the page. It leaves to others: reading files (a [Block] says where everything stood), which posts are
// admitted, and what a page makes of it.
//
// # The words
//
// A position is a snapshot: what a post says of a resource replaces what was said before. Time is a log: minutes add up.
// A statement is one entry of `at`, a state, or `earned`; statements are ordered by as_of, the post's date, its time of
// day, path, and place in the file. A post without a time of day speaks at the start of its day: were it placed among
// posts with a time by its path, three posts could each come before another. An update is a block with an as_of after
// start; d₀ = start and d₁, d₂, … are the updates' days. A block at or before start opens the journal: it counts
// everywhere, but has no period and no interval, and no number. Updates are numbered from the first one after start, so
// that a start that is moved renumbers them. Where no start is set it is the first block's as_of, and the first report
// is no update: nobody knows in how many days that was done, and counting it as done since yesterday would spoil the pace.
//
// # Positions (positions.go)
//
// What is done is a set of stretches of a resource's length. Chapter 5 is the stretch from 4 to 5, so a count of n is
// the stretch from 0 to n, a set is united with what is there, and +n takes the lowest n not there yet (of the scope,
// while it lasts). D is their length within the scope.
//
//	a move        changes the length; it ends a stated state and makes active, or done at the total
//	done          fills in what is missing, and keeps up with a total that grows
//	a fall        is P201 and adds nothing to the pace; `correct:` says so beforehand. What had been added for what it
//	              takes off is taken back out of its intervals, the latest first: a typo leaves the pace with its
//	              correction, and no pace holds more than was done
//
// A total of the catalogue's that makes a resource done, or undone, between statements does so on its own day: the
// milestone and the step of the trail have no post, since none says so. A post that states a position on that total
// speaks for itself: what was never shown as done is not reopened.
//
// # Effort (totals.go)
//
//	T             the total in force on the day: the last one stated by the catalogue or a post, on one day the post's;
//	              before the first, the first; with a scope its size
//	w             effort, in minutes: stated, or T × minutesPer[unit], rounded half up
//	p             min(1, D ÷ T)
//	done minutes  w·p, rounded half up once per resource
//	overall       Σ done ÷ Σ w over resources in the plan, not dropped, with a unit and a total
//	plan line     S·(unpaused days since start) ÷ (unpaused days from start to finish)
//
// # Time (time.go, weeks.go, days.go)
//
//	session       (date, minutes, resource or lab); over several posts it counts as often as in the post that has it most
//	undated M     over the n own days of its period: day k gets ⌊M·k/n⌋ − ⌊M·(k−1)/n⌋
//	planned       Σ target·(7−rest)/7 over unpaused days, rounded once per week and once in all
//	day state     the first that fits: logged, pause, rest, zero, none, unknown
//	eligible      unpaused known days, without rest days and the week's free days: rest entries use these first, then the
//	              earliest days under the minimum
//	adherence     eligible days with minutes ≥ minimum, and ≥ target
//
// # Habits (runs.go)
//
//	consistency   s = μ·s + (1−μ)·min(1, m/target) over eligible days, μ = 0.5^(√f/13), f = (7−rest)/7, shown as
//	              100·s/(1−Πμ). This is the smoothing of Loop Habit Tracker, corrected for its start at 0 as Adam corrects
//	              its moments (Kingma and Ba, 2015)
//	weekly run    days at the minimum ≥ max(1, 7 − rest − paused days); a week that is wholly paused, or that its unknown
//	              days could have kept, neither adds nor ends; nor does the unfinished week of T end
//	comeback      a run begun after an earlier one ended
//
// # Cadence (cadence.go)
//
//	due           the day `every` unpaused days after the last update, by the cadence in force there
//	late          unpaused days from due, negative when early; on time within grace
//	skipped       ⌊max(0, late) ÷ every⌋
//	rate          on time ÷ Σ(1 + skipped)
//
// # Forecasts (forecast.go)
//
// From the last n ≤ 8 intervals between updates, at least 3. An interval shorter than half of `every` joins the one
// before it. v is done minutes a week, d its unpaused days; R is what is left.
//
//	m             Σ v·d ÷ Σ d
//	s             √(Σ(v−m)² ÷ (n−1))
//	h             max(1, R ÷ (m·L)), L = mean(d) ÷ 7: how many such intervals are left
//	half          t.90(n−1)·s·√(1/n + 1/h): the prediction interval of the mean of h further values, nominal 80 %
//	              (Student's t; Hahn and Meeker, Statistical Intervals, 1991)
//	c             mean pace of the last ⌊n/2⌋ − that of the first ⌊n/2⌋, 0 below n = 4: students slow down
//	likely        T + R/m
//	earliest      T + R/max(m + max(0,c) + half, max v)
//	latest        T + R/max(m + 2·min(0,c) − half, m/5)
//
// Days are ⌈7R/pace − 10⁻⁶⌉ unpaused days after T; above 1,826 there is no date. Done minutes of an interval are
// Σ w·(p after − p before) over its statements, w and T as in force after each.
//
//	resource      its own gains and what is left of it, while it is active; its intervals are the journal's from the one
//	              in which it first moved
//	kind          the same rule over all of the kind: v sums the gains of its resources (what was dropped since, too), R
//	              is the kind's planned − done, its intervals begin where the first of them moved; while one that is in
//	              the plan is active
//	overall       the same over everything, from start
//	track record  of the forecasts at every earlier update for a resource that is done: how many held its day. A kind's
//	              is the sum of its resources', the overall's that of the kinds
//
// A kind is reckoned in minutes of effort, as the overall is, and not in its unit: books in chapters and books in pages
// have no other measure in common, and where all of a kind share a unit and are estimated, effort is that unit times a
// constant, which changes no date. So the forecast of a kind with one resource is that resource's. The alternative, the
// latest of its resources' forecasts, says nothing until each of them has three updates, and treats work as if it ran
// side by side. Where there is none, NoForecast says why.
//
// # Commitments, labs, topics, milestones
//
// A promise with `until` settles itself: yes once all conditions are met, from the next post on; at `by` partly if one
// position has grown since the promise, else moved. `kept` wins whenever it comes. rate = (kept + ½·partly) ÷ resolved.
// A lab or certificate is as last stated; what is not said again stays. A topic has evidence in the posts that name it
// and also move something, state a lab, or earn a certificate. What had begun before it joined the plan has no milestone
// "planned" after its "started". Milestones hold as of T, as every figure does: "done" and "dropped" are taken back when
// that ends, and a quarter, half or three-quarters when a position falls below it; not when the plan grows or shrinks,
// since it was reached of the plan that there was.
//
// # Units
//
// Minutes are whole ints; per cents are tenths in a [Percentage]; [Num] counts millionths of a unit, and minutes, not
// hours, where the unit is hours. Days are civil dates: an hour more or less of daylight saving does not exist here.
package study
