package com.example;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Security;
import java.security.Signature;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

final class Ciphers {
    static void run() throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        byte[] text = "attack at dawn".getBytes(StandardCharsets.US_ASCII);
        for (String name : new String[] {"SHA3-512", "BLAKE2B-256", "GOST3411-2012-256", "Whirlpool"}) {
            System.out.println(name + " " + hex(MessageDigest.getInstance(name, "BC").digest(text)));
        }
        SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
        for (String provider : new String[] {"BC", "SunJCE"}) {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
            System.out.println(hex(cipher.doFinal(text)));
        }
        for (String algorithm : new String[] {"Ed25519", "EC"}) {
            KeyPair pair = KeyPairGenerator.getInstance(algorithm, "BC").generateKeyPair();
            Signature signature = Signature.getInstance(algorithm.equals("EC") ? "SHA256withECDSA" : algorithm, "BC");
            signature.initSign(pair.getPrivate());
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(pair.getPublic());
            signature.update(text);
            System.out.println(algorithm + " " + signature.verify(signed));
        }
        Argon2BytesGenerator argon = new Argon2BytesGenerator();
        argon.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withMemoryAsKB(512).withIterations(2).withParallelism(1).withSalt(new byte[16]).build());
        byte[] derived = new byte[16];
        argon.generateBytes("password".toCharArray(), derived);
        System.out.println(hex(derived));
        System.out.println(BigInteger.TWO.pow(521).subtract(BigInteger.ONE).isProbablePrime(50));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private Ciphers() {}
}
