// What Go programs use of a system: goroutines, timers, files, its standard library.
// work TOPIC; each prints what it sees, and nothing that differs from run to run.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

func check(what string, err error) {
	for _, known := range []error{fs.ErrNotExist, fs.ErrExist, fs.ErrPermission, fs.ErrClosed,
		os.ErrDeadlineExceeded, io.ErrUnexpectedEOF} {
		if errors.Is(err, known) {
			err = known
		}
	}
	fmt.Println(what+":", err)
}

func goroutines() {
	const workers, jobs = 100, 10000
	in, out := make(chan int), make(chan int, 10)
	var group sync.WaitGroup
	var count atomic.Int64
	var lock sync.Mutex
	done := map[int]bool{}
	for range workers {
		group.Add(1)
		go func() {
			defer group.Done()
			for job := range in {
				count.Add(1)
				lock.Lock()
				done[job] = true
				lock.Unlock()
				if job%100 == 0 {
					runtime.Gosched()
				}
				out <- job * job
			}
		}()
	}
	go func() {
		for job := range jobs {
			in <- job
		}
		close(in)
		group.Wait()
		close(out)
	}()
	sum := 0
	for square := range out {
		sum += square
	}
	fmt.Println(sum, count.Load(), len(done))

	// A chain of goroutines, each handing on; deep stacks that grow and are collected.
	first := make(chan int)
	last := first
	for range 5000 {
		next := make(chan int)
		go func(from, to chan int) { to <- <-from + 1 }(last, next)
		last = next
	}
	go func() { first <- 0 }()
	fmt.Println(<-last)
	var deep func(n int) int
	deep = func(n int) int {
		if n == 0 {
			runtime.GC()
			return 0
		}
		var block [64]int
		block[n%64] = n
		return deep(n-1) + block[n%64]
	}
	fmt.Println(deep(20000))
	defer func() { fmt.Println("recovered:", recover()) }()
	var missing *strings.Builder
	missing.WriteString("x")
}

func timers() {
	start := time.Now()
	var order []string
	var lock sync.Mutex
	var group sync.WaitGroup
	for _, ms := range []int{90, 30, 60, 0, 120} {
		group.Add(1)
		go func() {
			defer group.Done()
			time.Sleep(time.Duration(ms) * time.Millisecond)
			lock.Lock()
			order = append(order, strconv.Itoa(ms))
			lock.Unlock()
		}()
	}
	group.Wait()
	fmt.Println(order, time.Since(start) >= 120*time.Millisecond)

	ticker := time.NewTicker(5 * time.Millisecond)
	for range 5 {
		<-ticker.C
	}
	ticker.Stop()
	late := time.AfterFunc(time.Hour, func() { panic("too late") })
	fmt.Println("stopped:", late.Stop(), late.Stop())
	timer := time.NewTimer(time.Hour)
	timer.Reset(time.Millisecond)
	<-timer.C
	limit, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	select {
	case <-limit.Done():
		fmt.Println(limit.Err())
	case <-time.After(10 * time.Second):
		fmt.Println("the wrong one")
	}
	fmt.Println(time.Since(start) < 8*time.Second, time.Now().Year() > 2020)
	fmt.Println(time.Unix(951827696, 5).UTC().Format(time.RFC1123Z))
}

func files() {
	check("mkdir", os.MkdirAll("a/b/c", 0o777))
	check("mkdir again", os.Mkdir("a", 0o777))
	for i := range 300 {
		os.WriteFile(fmt.Sprintf("a/b/%03d", i), bytes.Repeat([]byte{'x'}, i), 0o666)
	}
	entries, err := os.ReadDir("a/b")
	check("readdir", err)
	fmt.Println(len(entries), entries[0].Name(), entries[0].IsDir(), entries[300].Name(), entries[300].IsDir())
	folder, _ := os.Open("a/b")
	total := 0
	for {
		some, err := folder.Readdirnames(7)
		total += len(some)
		if err != nil {
			check("readdirnames", err)
			break
		}
	}
	fmt.Println(total)

	file, err := os.OpenFile("a/f", os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	check("open", err)
	fmt.Fprintf(file, "%s\n", strings.Repeat("0123456789", 10))
	file.WriteAt([]byte("AT"), 5)
	position, err := file.Seek(-10, io.SeekEnd)
	fmt.Println(position, err)
	rest, err := io.ReadAll(file)
	fmt.Printf("%q %v\n", rest, err)
	some := make([]byte, 4)
	n, err := file.ReadAt(some, 99)
	fmt.Printf("%d %q %v\n", n, some[:n], err)
	check("truncate", file.Truncate(20))
	check("sync", file.Sync())
	check("close", file.Close())
	_, err = file.Write([]byte("x"))
	check("write", err)
	more, _ := os.OpenFile("a/f", os.O_APPEND|os.O_WRONLY, 0)
	more.WriteString("appended")
	more.Close()
	text, _ := os.ReadFile("a/f")
	fmt.Printf("%q\n", text)
	_, err = os.OpenFile("a/f", os.O_CREATE|os.O_EXCL, 0)
	check("open exclusively", err)
	_, err = os.Open("a/none")
	check("open", err)
	check("chtimes", os.Chtimes("a/f", time.Unix(1, 0), time.Unix(1700000000, 123456789)))
	info, _ := os.Stat("a/f")
	fmt.Println(info.Size(), info.IsDir(), info.Mode().IsRegular(), info.ModTime().UnixNano())
	check("symlink", os.Symlink("f", "a/link"))
	target, err := os.Readlink("a/link")
	fmt.Println(target, err)
	info, _ = os.Lstat("a/link")
	fmt.Println(info.Mode().Type())
	check("link", os.Link("a/f", "a/hard"))
	check("rename", os.Rename("a/f", "a/g"))
	check("rename", os.Rename("a/f", "a/g"))
	check("remove", os.Remove("a/b/000"))
	check("remove", os.Remove("a/b/000"))
	sizes := int64(0)
	check("walk", filepath.WalkDir("a", func(path string, entry fs.DirEntry, err error) error {
		if entry.Type().IsRegular() {
			info, _ := entry.Info()
			sizes += info.Size()
		}
		return err
	}))
	fmt.Println(sizes)
	matches, err := filepath.Glob("a/b/12?")
	fmt.Println(matches, err)
	check("remove all", os.RemoveAll("a/b"))
	check("escape", os.WriteFile("../../../../../../nowhere/x", nil, 0o666))
	where, _ := os.MkdirTemp(".", "made")
	fmt.Println(strings.HasPrefix(where, "./made"))
	os.Remove(where)
	os.Chdir("a")
	text, err = os.ReadFile("g")
	fmt.Println(len(text), err)
}

func library() {
	var value any
	check("json", json.Unmarshal([]byte(`{"a":[1,2.5,null,"é\u00e9"],"b":{"c":true}}`), &value))
	out, _ := json.MarshalIndent(value, "", "  ")
	fmt.Println(string(out))
	fmt.Println(json.Unmarshal([]byte(`{"a":}`), &value))
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	writer.Write(bytes.Repeat([]byte("some text, "), 10000))
	writer.Close()
	fmt.Printf("%d %x\n", packed.Len(), sha256.Sum256(packed.Bytes()))
	reader, _ := gzip.NewReader(&packed)
	plain, err := io.ReadAll(reader)
	fmt.Println(len(plain), err)
	words := regexp.MustCompile(`(\w+)@(\w+)\.com`)
	fmt.Println(words.ReplaceAllString("a@b.com, x@y.com", "$2 at $1"))
	fmt.Printf("%8.3f|%-6s|%+d|%x|%v|%T\n", 3.14159, "ab", 7, "hi", []int{1}, map[string]int{})
}

func lines() {
	count := map[string]int{}
	scanner := bufio.NewScanner(os.Stdin)
	for scanner.Scan() {
		for _, word := range strings.Fields(scanner.Text()) {
			count[word]++
		}
	}
	check("stdin", scanner.Err())
	words := make([]string, 0, len(count))
	for word := range count {
		words = append(words, word)
	}
	sort.Slice(words, func(i, j int) bool {
		return count[words[i]] > count[words[j]] || count[words[i]] == count[words[j]] && words[i] < words[j]
	})
	for _, word := range words {
		fmt.Println(count[word], word)
	}
}

// Standard input among timers.
func waiting() {
	got := make(chan string)
	go func() {
		text, err := io.ReadAll(os.Stdin)
		got <- fmt.Sprintf("%q %v", text, err)
	}()
	for {
		select {
		case text := <-got:
			fmt.Println(text)
			return
		case <-time.After(time.Millisecond):
		}
	}
}

func pour() {
	block := bytes.Repeat([]byte("0123456789abcde\n"), 4096)
	for {
		if _, err := os.Stdout.Write(block); err != nil {
			fmt.Fprintln(os.Stderr, "write failed")
			os.Exit(3)
		}
	}
}

func main() {
	topic := ""
	if len(os.Args) > 1 {
		topic = os.Args[1]
	}
	switch topic {
	case "goroutines":
		goroutines()
	case "timers":
		timers()
	case "files":
		files()
	case "library":
		library()
	case "lines":
		lines()
	case "waiting":
		waiting()
	case "pour":
		pour()
	case "arguments":
		fmt.Printf("%q %q\n", os.Args[1:], os.Getenv("WORD"))
	case "exit":
		defer fmt.Println("not printed")
		code, _ := strconv.Atoi(os.Args[2])
		os.Exit(code)
	case "panic":
		defer fmt.Println("deferred")
		panic(fmt.Sprint("on purpose ", len(os.Args)))
	case "deadlock":
		<-make(chan int)
	default:
		os.Exit(9)
	}
}
