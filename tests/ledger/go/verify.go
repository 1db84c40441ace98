// Checks a published log with Go's own note and tlog packages, which we did not write.
//
//	verify KEY DIR            every entry, leaf and the root, and inclusion of every 97th
//	verify KEY DIR OLD        besides, that the checkpoint OLD is a prefix
//	verify KEY PROOF ENTRY -  a proof file and an entry
//	verify KEY cosigned WITNESS NOTE -   a checkpoint signed by the log and by a witness
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(format string, args ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

func check(err error) {
	if err != nil {
		fail("%v", err)
	}
}

type checkpoint struct {
	size int64
	root tlog.Hash
}

func openCheckpoint(text []byte, key string) checkpoint {
	verifier, err := note.NewVerifier(key)
	check(err)
	opened, err := note.Open(text, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 3 || lines[0] != verifier.Name() {
		fail("not a checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := tlog.ParseHash(lines[2])
	check(err)
	return checkpoint{size, root}
}

func tilePath(kind string, number int64, width int) string {
	name := fmt.Sprintf("%03d", number%1000)
	for number >= 1000 {
		number /= 1000
		name = fmt.Sprintf("x%03d/%s", number%1000, name)
	}
	if width < 256 {
		name = fmt.Sprintf("%s.p/%d", name, width)
	}
	return filepath.Join("tile", kind, name)
}

func read(path string) []byte {
	data, err := os.ReadFile(path)
	check(err)
	return data
}

// tileReader gives tiles of the folder to tlog, which checks them against the root.
type tileReader struct{ folder string }

func (r tileReader) Height() int { return 8 }

func (r tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, t := range tiles {
		path := filepath.Join(r.folder, tilePath(strconv.Itoa(t.L), t.N, t.W))
		if _, err := os.Stat(path); err != nil && t.W < 256 {
			path = filepath.Join(r.folder, tilePath(strconv.Itoa(t.L), t.N, 256))
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		if len(data) < t.W*tlog.HashSize {
			return nil, fmt.Errorf("tile %s is cut", path)
		}
		found = append(found, data[:t.W*tlog.HashSize])
	}
	return found, nil
}

func (r tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

func listEntries(folder string, size int64) [][]byte {
	var entries [][]byte
	for number := int64(0); number*256 < size; number++ {
		width := size - number*256
		if width > 256 {
			width = 256
		}
		data := read(filepath.Join(folder, tilePath("entries", number, int(width))))
		for i := int64(0); i < width; i++ {
			if len(data) < 2 {
				fail("bundle %d is cut", number)
			}
			length := int(binary.BigEndian.Uint16(data))
			if len(data) < 2+length {
				fail("bundle %d is cut", number)
			}
			entries = append(entries, data[2:2+length])
			data = data[2+length:]
		}
		if len(data) != 0 {
			fail("bundle %d has something behind it", number)
		}
	}
	return entries
}

func checkLog(key, folder string) {
	head := openCheckpoint(read(filepath.Join(folder, "checkpoint")), key)
	tree := tlog.Tree{N: head.size, Hash: head.root}
	hashes := tlog.TileHashReader(tree, tileReader{folder})
	var indexes []int64
	entries := listEntries(folder, head.size)
	for i := range entries {
		indexes = append(indexes, tlog.StoredHashIndex(0, int64(i)))
	}
	leaves, err := hashes.ReadHashes(indexes)
	check(err)
	for i, entry := range entries {
		if tlog.RecordHash(entry) != leaves[i] {
			fail("entry %d was changed", i)
		}
		if i%97 == 0 {
			proof, err := tlog.ProveRecord(head.size, int64(i), hashes)
			check(err)
			check(tlog.CheckRecord(proof, head.size, head.root, int64(i), leaves[i]))
		}
	}
	root, err := tlog.TreeHash(head.size, hashes)
	check(err)
	if root != head.root {
		fail("the tiles lead to another root")
	}
	if len(os.Args) > 3 {
		old := openCheckpoint(read(os.Args[3]), key)
		proof, err := tlog.ProveTree(head.size, old.size, hashes)
		check(err)
		check(tlog.CheckTree(proof, head.size, head.root, old.size, old.root))
	}
	fmt.Printf("%d entries\n", head.size)
}

func checkProof(key string, text, entry []byte) {
	head, signed, found := bytes.Cut(text, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		fail("not a proof file")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	check(err)
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		raw, err := base64.StdEncoding.Strict().DecodeString(line)
		check(err)
		var hash tlog.Hash
		if copy(hash[:], raw) != tlog.HashSize || len(raw) != tlog.HashSize {
			fail("not a hash: %s", line)
		}
		proof = append(proof, hash)
	}
	tree := openCheckpoint(signed, key)
	check(tlog.CheckRecord(proof, tree.size, tree.root, index, tlog.RecordHash(entry)))
	fmt.Printf("entry %d\n", index)
}

// A witness's key: its signature says when, and covers that too (C2SP tlog-cosignature).
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(c.key, append([]byte(head), msg...), sig[8:])
}

func checkCosigned(key, witness string, text []byte) {
	verifier, err := note.NewVerifier(key)
	check(err)
	parts := strings.SplitN(witness, "+", 3)
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	check(err)
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), raw...))
	if len(raw) != 33 || raw[0] != 4 || fmt.Sprintf("%x", sum[:4]) != parts[1] {
		fail("not the key of a witness")
	}
	other := cosigner{parts[0], binary.BigEndian.Uint32(sum[:4]), ed25519.PublicKey(raw[1:])}
	opened, err := note.Open(text, note.VerifierList(verifier, other))
	check(err)
	if len(opened.Sigs) != 2 {
		fail("%d signatures", len(opened.Sigs))
	}
	fmt.Println(opened.Sigs[1].Name)
}

func main() {
	if len(os.Args) == 6 {
		checkCosigned(os.Args[1], os.Args[3], read(os.Args[4]))
		return
	}
	if len(os.Args) == 5 {
		checkProof(os.Args[1], read(os.Args[2]), read(os.Args[3]))
		return
	}
	checkLog(os.Args[1], os.Args[2])
}
