package com.example.inventory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

@Aspect
@Component
public class Audit {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private final List<String> entries = new ArrayList<>();

    @Around("@annotation(com.example.inventory.Audited)")
    public Object record(ProceedingJoinPoint call) throws Throwable {
        String entry = call.getSignature().getName() + Arrays.toString(call.getArgs());
        try {
            Object result = call.proceed();
            LOG.info("{} = {}", entry, result);
            entries.add(entry);
            return result;
        } catch (IllegalStateException e) {
            LOG.warn("{} failed: {}", entry, e.getMessage());
            throw e;
        }
    }

    public List<String> entries() {
        return entries;
    }
}
