package com.example;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.MMapDirectory;

/** An index in mapped files, written with a lock, merged by threads. */
final class Search {
    private static final String[] WORDS = "red green blue fast slow round flat old new bright".split(" ");

    static void run() throws Exception {
        Path path = Files.createTempDirectory("lucene");
        try (MMapDirectory directory = new MMapDirectory(path)) {
            try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(new StandardAnalyzer()))) {
                for (int i = 0; i < 1000; i++) {
                    Document document = new Document();
                    document.add(new StringField("id", Integer.toString(i), Field.Store.YES));
                    document.add(new LongPoint("number", i));
                    document.add(new TextField("text", text(i), Field.Store.YES));
                    writer.addDocument(document);
                    if (i % 250 == 249) {
                        writer.commit();
                    }
                }
                writer.deleteDocuments(new Term("text", "flat"));
                try {
                    new IndexWriter(directory, new IndexWriterConfig()).close();
                } catch (LockObtainFailedException e) {
                    System.out.println("locked");
                }
                writer.forceMerge(1);
            }
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                System.out.println(reader.numDocs() + " documents, " + reader.leaves().size() + " segment");
                IndexSearcher searcher = new IndexSearcher(reader);
                Query query = new BooleanQuery.Builder()
                        .add(new TermQuery(new Term("text", "red")), BooleanClause.Occur.MUST)
                        .add(new TermQuery(new Term("text", "bright")), BooleanClause.Occur.SHOULD)
                        .add(LongPoint.newRangeQuery("number", 300, 800), BooleanClause.Occur.FILTER)
                        .build();
                System.out.println(searcher.count(query));
                for (ScoreDoc hit : searcher.search(query, 5).scoreDocs) {
                    Document document = searcher.storedFields().document(hit.doc);
                    System.out.printf("%s %.4f %s%n", document.get("id"), hit.score, document.get("text"));
                }
            }
        }
    }

    private static String text(int i) {
        return WORDS[i % 10] + " " + WORDS[i / 10 % 10] + " " + WORDS[i / 100 % 10] + " thing number " + i;
    }

    private Search() {}
}
