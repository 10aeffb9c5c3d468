package site

type planned struct{}
