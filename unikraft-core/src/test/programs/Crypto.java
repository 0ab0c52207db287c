// memory: 768M
// jvm: -XX:+UseSerialGC
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;

/** SecureRandom, digests, ciphers, signatures, and a TLS handshake between two engines in memory. */
public class Crypto {
    private static final HexFormat HEX = HexFormat.of();

    public static void main(String[] args) throws Exception {
        byte[] text = "The quick brown fox".getBytes(StandardCharsets.UTF_8);
        for (String algorithm : new String[] {"MD5", "SHA-1", "SHA-256", "SHA3-512"}) {
            System.out.println(algorithm + " " + HEX.formatHex(MessageDigest.getInstance(algorithm).digest(text)));
        }
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        byte[] strong = SecureRandom.getInstanceStrong().generateSeed(8);
        System.out.println("random " + (Arrays.hashCode(random) != Arrays.hashCode(new byte[32])) + " " + strong.length);
        SecretKeySpec key = new SecretKeySpec(HEX.parseHex("000102030405060708090a0b0c0d0e0f"), "AES");
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
        System.out.println("gcm " + HEX.formatHex(gcm.doFinal(text)));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(key);
        System.out.println("hmac " + HEX.formatHex(mac.doFinal(text)));
        byte[] derived = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec("password".toCharArray(), text, 1000, 128))
                .getEncoded();
        System.out.println("pbkdf2 " + HEX.formatHex(derived));
        signatures(text);
        KeyPairGenerator x25519 = KeyPairGenerator.getInstance("X25519");
        KeyPair a = x25519.generateKeyPair();
        KeyPair b = x25519.generateKeyPair();
        System.out.println("agreed " + MessageDigest.isEqual(agree(a, b), agree(b, a)));
        handshake();
    }

    private static byte[] agree(KeyPair mine, KeyPair theirs) throws Exception {
        KeyAgreement agreement = KeyAgreement.getInstance("X25519");
        agreement.init(mine.getPrivate());
        agreement.doPhase(theirs.getPublic(), true);
        return agreement.generateSecret();
    }

    private static void signatures(byte[] text) throws Exception {
        for (String[] kind : new String[][] {{"EC", "SHA256withECDSA"}, {"Ed25519", "Ed25519"}, {"RSA", "SHA256withRSA"}}) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind[0]);
            if (kind[0].equals("RSA")) {
                generator.initialize(1024);
            }
            KeyPair pair = generator.generateKeyPair();
            Signature signature = Signature.getInstance(kind[1]);
            signature.initSign(pair.getPrivate());
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(pair.getPublic());
            signature.update(text);
            System.out.println(kind[1] + " " + signature.verify(signed));
        }
    }

    /** Anonymous, since there is no certificate; the data then goes both ways. */
    private static void handshake() throws Exception {
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
        SSLContext context = SSLContext.getInstance("TLSv1.2");
        context.init(null, null, null);
        SSLEngine[] engines = {context.createSSLEngine("server.example", 443), context.createSSLEngine()};
        ByteBuffer[] wires = {ByteBuffer.allocate(1 << 16), ByteBuffer.allocate(1 << 16)};
        for (int i = 0; i < 2; i++) {
            engines[i].setUseClientMode(i == 0);
            engines[i].setEnabledCipherSuites(new String[] {"TLS_ECDH_anon_WITH_AES_128_CBC_SHA"});
            engines[i].beginHandshake();
        }
        ByteBuffer none = ByteBuffer.allocate(0);
        ByteBuffer scratch = ByteBuffer.allocate(1 << 16);
        for (int step = 0; step < 100 && isHandshaking(engines); step++) {
            SSLEngine engine = engines[step % 2];
            ByteBuffer incoming = wires[1 - step % 2];
            for (boolean moves = true; moves; ) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_TASK -> engine.getDelegatedTask().run();
                    case NEED_WRAP -> engine.wrap(none, wires[step % 2]);
                    case NEED_UNWRAP -> {
                        incoming.flip();
                        moves = engine.unwrap(incoming, scratch).getStatus() == SSLEngineResult.Status.OK;
                        incoming.compact();
                    }
                    default -> moves = false;
                }
            }
        }
        System.out.println(engines[0].getSession().getProtocol() + " " + engines[1].getSession().getCipherSuite());
        for (int from = 0; from < 2; from++) {
            wires[from].clear();
            engines[from].wrap(ByteBuffer.wrap(("from " + from).getBytes(StandardCharsets.UTF_8)), wires[from]);
            scratch.clear();
            engines[1 - from].unwrap(wires[from].flip(), scratch);
            System.out.println(StandardCharsets.UTF_8.decode(scratch.flip()));
        }
    }

    private static boolean isHandshaking(SSLEngine[] engines) {
        return Arrays.stream(engines)
                .anyMatch(engine -> engine.getHandshakeStatus() != SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING);
    }
}
