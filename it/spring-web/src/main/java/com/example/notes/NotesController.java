package com.example.notes;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;

@RestController
@RequestMapping("/notes")
public class NotesController {
    public record Note(int id, String author, String text) {}

    private final Map<Integer, Note> notes = new TreeMap<>();

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    public synchronized Note add(@RequestBody Note note) {
        Note added = new Note(notes.size() + 1, note.author(), note.text());
        notes.put(added.id(), added);
        return added;
    }

    @GetMapping
    public synchronized Collection<Note> all() {
        return notes.values();
    }

    @GetMapping("/{id}")
    public synchronized Note one(@PathVariable("id") int id) {
        Note note = notes.get(id);
        if (note == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no note " + id);
        }
        return note;
    }

    /** The file goes through the file system: it is larger than what Tomcat keeps in memory. */
    @PostMapping("/files")
    public String file(@RequestParam("file") MultipartFile file) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(file.getBytes());
        return file.getOriginalFilename() + " " + file.getSize() + " " + crc.getValue();
    }

    /** Takes its time. */
    @GetMapping("/slow")
    public String slow(@RequestParam("ms") long milliseconds) throws InterruptedException {
        System.out.println("A slow request began.");
        Thread.sleep(milliseconds);
        return "slow";
    }
}
